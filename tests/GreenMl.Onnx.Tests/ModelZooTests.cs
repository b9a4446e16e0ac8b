namespace GreenMl.Onnx.Tests;

public sealed class ModelZooTests
{
    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn-small")]
    [InlineData("resnet8")]
    public void One_seed_gives_one_model_and_another_seed_another(string name)
    {
        var first = OnnxFile.ToBytes(ModelZoo.Create(name, [1, 28, 28], 10, 1));
        Assert.Equal(first, OnnxFile.ToBytes(ModelZoo.Create(name, [1, 28, 28], 10, 1)));
        Assert.NotEqual(first, OnnxFile.ToBytes(ModelZoo.Create(name, [1, 28, 28], 10, 2)));
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn-small")]
    [InlineData("resnet8")]
    public void Every_model_passes_the_rules_of_a_model_from_outside(string name) =>
        OnnxFile.Load(OnnxFile.ToBytes(ModelZoo.Create(name, [3, 8, 8], 2, 7)));

    [Fact]
    public void Weights_have_the_variance_of_he_initialization()
    {
        var graph = ModelZoo.Create("mlp", [784], 10, 1).Graph;
        var weights = graph.Initializer.First(tensor => tensor.Dims.SequenceEqual([128L, 784L])).ToFloats();
        var variance = weights.Average(w => (double)w * w);
        Assert.InRange(variance, 0.98 * 2 / 784, 1.02 * 2 / 784);
    }

    [Fact]
    public void Resnet8_has_the_published_size()
    {
        // MLPerf Tiny's ResNet-8 for 32x32x3: 78,666 parameters with convolution biases, 12.5 million MACs.
        var summary = ModelSummary.Of(ModelZoo.Create("resnet8", [3, 32, 32], 10, 1));
        Assert.InRange(summary.Parameters, 77_000, 79_000);
        Assert.InRange(summary.Macs, 12_400_000, 12_600_000);
        Assert.Contains(new OperatorCount("Conv", 9), summary.Operators);
        Assert.True(summary.Bytes > summary.Parameters * sizeof(float));
    }

    [Theory]
    [InlineData(8, 8, 64)]
    [InlineData(28, 28, 64 * 3 * 3)]
    [InlineData(64, 64, 64 * 4 * 4)]
    [InlineData(8, 500, 64 * 7)]
    public void The_small_network_ends_with_a_small_plane_whatever_the_image(int height, int width, int features)
    {
        var graph = ModelZoo.Create("cnn-small", [3, height, width], 10, 1).Graph;
        var last = graph.Node[^1];
        Assert.Equal([10L, features], graph.Initializer.Single(tensor => tensor.Name == last.Input[1]).Dims);
        Assert.Equal("Float32[N, 10]", ShapeInference.Infer(graph)["logits"].ToString());
    }

    [Theory]
    [InlineData("vgg", 3, "choose one of cnn-small, mlp, resnet8")]
    [InlineData("mlp", 1, "classes is 1")]
    public void Unknown_names_and_too_few_classes_are_refused(string name, int classes, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => ModelZoo.Create(name, [1, 28, 28], classes, 1));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cnn-small", new[] { 784 })]
    [InlineData("resnet8", new[] { 1, 4, 28 })]
    [InlineData("mlp", new int[0])]
    [InlineData("mlp", new[] { 0 })]
    public void Shapes_that_a_model_cannot_take_are_refused(string name, int[] shape) =>
        Assert.Throws<ArgumentException>(() => ModelZoo.Create(name, shape, 10, 1));

    [Fact]
    public void The_generator_gives_the_published_sequence()
    {
        // First outputs for seed 1234567 of the reference implementation (prng.di.unimi.it/splitmix64.c).
        var random = new SplitMix64(1234567);
        Assert.Equal(6457827717110365317UL, random.NextBits());
        Assert.Equal(3203168211198807973UL, random.NextBits());
        Assert.Equal(new SplitMix64(random.State).NextBits(), random.NextBits());
    }
}
