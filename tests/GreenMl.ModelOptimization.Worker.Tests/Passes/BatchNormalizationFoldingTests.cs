using GreenMl.ModelOptimization.Worker.Passes;
using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Tests.Passes;

public sealed class BatchNormalizationFoldingTests
{
    [Theory]
    [InlineData("cnn-small", 3)]
    [InlineData("resnet8", 9)]
    public void A_folded_model_gives_the_same_scores_without_batch_normalization(string name, int expected)
    {
        var model = AModel.FromZoo(name, 10, 3, 16, 16);
        var (folded, count) = BatchNormalizationFolding.Apply(model);
        Assert.Equal(expected, count);
        Assert.DoesNotContain(folded.Graph.Node, node => node.OpType == "BatchNormalization");
        AssertSameOutput(model, folded, 3, 16, 16);
    }

    [Fact]
    public void A_normalization_behind_a_fully_connected_layer_is_folded_into_its_bias()
    {
        var model = AModel.Of((g, x) => g.Relu(Normalize(g, g.Gemm(x, 8, 5), 5)), 8);
        var (folded, count) = BatchNormalizationFolding.Apply(model);
        Assert.Equal(1, count);
        AssertSameOutput(model, folded, 8);
    }

    [Fact]
    public void Folding_a_graph_output_keeps_its_name()
    {
        var model = AModel.Of((g, x) => Normalize(g, g.Conv(x, 1, 4, 3), 4), 1, 8, 8);
        var (folded, _) = BatchNormalizationFolding.Apply(model);
        Assert.Equal("output", folded.Graph.Node.Single().Output[0]);
        AssertSameOutput(model, folded, 1, 8, 8);
    }

    [Fact]
    public void The_weight_that_another_layer_shares_stays_as_it_was()
    {
        var model = AModel.Of(
            (g, x) =>
            {
                var weight = g.HeWeight("shared", 4, 4, 4, 1, 1);
                return g.Add(Normalize(g, g.Node("Conv", [x, weight]), 4), g.Node("Conv", [x, weight]));
            },
            4,
            8,
            8
        );
        var (folded, count) = BatchNormalizationFolding.Apply(model);
        Assert.Equal(1, count);
        AssertSameOutput(model, folded, 4, 8, 8);
    }

    [Fact]
    public void A_layer_that_something_else_reads_too_is_not_folded_into()
    {
        var model = AModel.Of(
            (g, x) =>
            {
                var y = g.Conv(x, 1, 4, 3);
                return g.Add(y, Normalize(g, y, 4));
            },
            1,
            8,
            8
        );
        var (unchanged, count) = BatchNormalizationFolding.Apply(model);
        Assert.Equal(0, count);
        Assert.Equal(model, unchanged);
    }

    private static string Normalize(GraphBuilder graph, string value, int channels) =>
        graph.Node(
            "BatchNormalization",
            [
                value,
                graph.Vector($"{value}_scale", 1.5f, channels),
                graph.Vector($"{value}_bias", -0.25f, channels),
                graph.Vector($"{value}_mean", 0.125f, channels),
                graph.Vector($"{value}_variance", 0.75f, channels),
            ]
        );

    private static void AssertSameOutput(ModelProto expected, ModelProto actual, params int[] shape)
    {
        var input = AModel.Noise(4 * shape.Aggregate(1, (product, size) => product * size), seed: 7);
        long[] dims = [4, .. shape.Select(size => (long)size)];
        var pairs = AModel.Run(expected, input, dims).Zip(AModel.Run(actual, input, dims));
        Assert.All(pairs, pair => Assert.Equal(pair.First, pair.Second, 1e-4f * Math.Max(1, Math.Abs(pair.First))));
    }
}
