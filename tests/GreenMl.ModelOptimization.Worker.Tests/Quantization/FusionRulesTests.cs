using GreenMl.ModelOptimization.Worker.Passes;
using GreenMl.ModelOptimization.Worker.Quantization;
using GreenMl.Onnx;
using GreenMl.Testing;

namespace GreenMl.ModelOptimization.Worker.Tests.Quantization;

/// <summary>
/// What ONNX Runtime makes of quantized graphs. An update of the runtime that stops fusing one of them turns int8 from a
/// saving into a loss: then these tests fail and the rules need a look.
/// </summary>
public sealed class FusionRulesTests
{
    [Theory]
    [InlineData("mlp", 1, 28)]
    [InlineData("cnn-small", 1, 28)]
    [InlineData("cnn-small", 3, 32)]
    [InlineData("resnet8", 3, 32)]
    public async Task Every_layer_of_the_zoo_runs_in_int8(string name, int channels, int side)
    {
        int[] shape = [channels, side, side];
        var folded = BatchNormalizationFolding.Apply(AModel.FromZoo(name, 10, shape)).Model;
        var operators = await FuseAsync(folded, shape);
        Assert.Equal(1, operators["QuantizeLinear"]);
        Assert.DoesNotContain("Conv", operators.Keys);
        Assert.DoesNotContain("Gemm", operators.Keys);
        Assert.DoesNotContain("FusedGemm", operators.Keys);
        Assert.DoesNotContain("Relu", operators.Keys);
    }

    [Fact]
    public async Task Convolution_sum_and_pooling_of_a_residual_network_fuse()
    {
        var folded = BatchNormalizationFolding.Apply(AModel.FromZoo("resnet8", 10, 3, 32, 32)).Model;
        var operators = await FuseAsync(folded, 3, 32, 32);
        Assert.Equal(9, operators["QLinearConv"]);
        Assert.Equal(3, operators["QLinearAdd"]);
        Assert.Equal(1, operators["QLinearGlobalAveragePool"]);
        Assert.Equal(1, operators["QGemm"]);
    }

    [Fact]
    public async Task A_convolution_whose_output_leaves_the_graph_fuses_with_its_relu()
    {
        var operators = await FuseAsync(AModel.Of((g, x) => g.Relu(g.Conv(x, 3, 16, 3)), 3, 16, 16), 3, 16, 16);
        Assert.Equal(1, operators["QLinearConv"]);
        Assert.DoesNotContain("Relu", operators.Keys);
    }

    [Fact]
    public async Task A_bounded_relu_is_absorbed_by_saturation()
    {
        var model = AModel.Of(
            (g, x) =>
            {
                var low = g.Initializer(Tensors.Float32("low", [0f]));
                var high = g.Initializer(Tensors.Float32("high", [6f]));
                return g.Gemm(g.Flatten(g.Node("Clip", [g.Conv(x, 3, 16, 3), low, high])), 16 * 64, 4);
            },
            3,
            8,
            8
        );
        var operators = await FuseAsync(model, 3, 8, 8);
        Assert.DoesNotContain("Clip", operators.Keys);
        Assert.Equal(1, operators["QLinearConv"]);
        Assert.Equal(1, operators["QGemm"]);
    }

    [Fact]
    public async Task Matrix_products_with_a_constant_sum_fuse()
    {
        var model = AModel.Of(
            (g, x) =>
            {
                var hidden = g.Node("MatMul", [x, g.HeWeight("w1", 32, 32, 64)]);
                hidden = g.Relu(g.Add(hidden, g.Vector("b1", 0.25f, 64)));
                return g.Node("MatMul", [hidden, g.HeWeight("w2", 64, 64, 8)]);
            },
            32
        );
        var operators = await FuseAsync(model, 32);
        Assert.Equal(1, operators["QLinearMatMul"]);
        Assert.Equal(1, operators["QLinearAdd"]);
        Assert.Equal(1, operators["MatMulIntegerToFloat"]);
    }

    [Fact]
    public async Task Scaling_average_pooling_and_transposing_fuse()
    {
        var model = AModel.Of(
            (g, x) =>
            {
                var y = g.Conv(x, 3, 16, 3);
                y = g.Node("Mul", [y, g.Initializer(Tensors.Float32("factor", [1.5f]))]);
                y = g.Node("AveragePool", [y], Nodes.Ints("kernel_shape", 2, 2), Nodes.Ints("strides", 2, 2));
                y = g.Node("Transpose", [y], Nodes.Ints("perm", 0, 2, 3, 1));
                return g.Gemm(g.Flatten(y), 16 * 16, 4);
            },
            3,
            8,
            8
        );
        var operators = await FuseAsync(model, 3, 8, 8);
        Assert.Equal(1, operators["QLinearMul"]);
        Assert.Equal(1, operators["QLinearAveragePool"]);
        Assert.Equal(1, operators["QGemm"]);
    }

    [Fact]
    public async Task An_operator_that_stays_float_between_quantized_ones_is_reported()
    {
        var model = AModel.Of((g, x) => g.Conv(g.Node("Softplus", [g.Conv(x, 3, 16, 3)]), 16, 16, 3), 3, 8, 8);
        using var folder = new TemporaryDirectory();
        var quantized = StaticQuantization.Apply(model, AModel.RangesOf(model, 3, 8, 8), 127);
        var graph = await RuntimeGraph.OptimizeAsync(OnnxFile.ToBytes(quantized), folder.Path, CancellationToken.None);
        var unfused = Assert.Single(graph.UnfusedNodes());
        Assert.Contains("Softplus", unfused, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyDictionary<string, int>> FuseAsync(ModelProto model, params int[] shape)
    {
        using var folder = new TemporaryDirectory();
        var quantized = StaticQuantization.Apply(model, AModel.RangesOf(model, shape), 127);
        var graph = await RuntimeGraph.OptimizeAsync(OnnxFile.ToBytes(quantized), folder.Path, CancellationToken.None);
        Assert.Empty(graph.UnfusedNodes());
        return graph.Operators();
    }
}
