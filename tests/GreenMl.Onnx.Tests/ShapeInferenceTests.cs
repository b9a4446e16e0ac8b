namespace GreenMl.Onnx.Tests;

public sealed class ShapeInferenceTests
{
    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn-small")]
    [InlineData("resnet8")]
    public void Every_value_of_a_zoo_model_has_a_shape_and_the_output_the_declared_one(string name)
    {
        var graph = ModelZoo.Create(name, [3, 32, 32], 10, 1).Graph;
        var shapes = ShapeInference.Infer(graph);
        Assert.All(graph.Node, node => Assert.Contains(node.Output[0], shapes.Keys));
        Assert.Equal("Float32[N, 10]", shapes["logits"].ToString());
    }

    [Theory]
    [InlineData("SAME_UPPER", 2, 1, "Float32[N, 8, 5, 5]")]
    [InlineData("SAME_LOWER", 1, 1, "Float32[N, 8, 9, 9]")]
    [InlineData("VALID", 2, 1, "Float32[N, 8, 4, 4]")]
    [InlineData("NOTSET", 1, 2, "Float32[N, 8, 5, 5]")]
    public void Convolutions_follow_auto_pad_strides_and_dilations(
        string pad,
        int stride,
        int dilation,
        string expected
    )
    {
        var node = Nodes.Create(
            "Conv",
            ["x", "w"],
            ["y"],
            Nodes.String("auto_pad", pad),
            Nodes.Ints("strides", stride, stride),
            Nodes.Ints("dilations", dilation, dilation)
        );
        Assert.Equal(expected, Infer(node, ["N", 4, 9, 9], Tensors.Float32("w", new float[8 * 4 * 9], 8, 4, 3, 3)));
    }

    [Theory]
    [InlineData(0, "Float32[N, 4, 3, 3]")]
    [InlineData(1, "Float32[N, 4, 4, 4]")]
    public void Pooling_rounds_down_or_up(int ceilMode, string expected)
    {
        var node = Nodes.Create(
            "MaxPool",
            ["x"],
            ["y"],
            Nodes.Ints("kernel_shape", 2, 2),
            Nodes.Ints("strides", 2, 2),
            Nodes.Int("ceil_mode", ceilMode)
        );
        Assert.Equal(expected, Infer(node, ["N", 4, 7, 7]));
    }

    [Fact]
    public void Reshape_keeps_the_free_batch()
    {
        var node = Nodes.Create("Reshape", ["x", "shape"], ["y"]);
        Assert.Equal("Float32[N, 36]", Infer(node, ["N", 4, 9], Tensors.Int64("shape", [0, -1], 2)));
        Assert.Equal("Float32[N, 36]", Infer(node, ["N", 4, 9], Tensors.Int64("shape", [-1, 36], 2)));
    }

    [Fact]
    public void Transpose_without_an_order_reverses() =>
        Assert.Equal("Float32[9, 4, N]", Infer(Nodes.Create("Transpose", ["x"], ["y"]), ["N", 4, 9]));

    [Fact]
    public void Concat_adds_up_along_its_axis() =>
        Assert.Equal(
            "Float32[2, 7]",
            Infer(Nodes.Create("Concat", ["x", "c"], ["y"], Nodes.Int("axis", -1)), [2, 4], Constant("c", 2, 3))
        );

    [Fact]
    public void Broadcasting_takes_the_larger_size() =>
        Assert.Equal(
            "Float32[N, 4, 5]",
            Infer(Nodes.Create("Add", ["x", "c"], ["y"]), ["N", 1, 5], Constant("c", 4, 1))
        );

    [Fact]
    public void Matrix_products_keep_the_batch() =>
        Assert.Equal(
            "Float32[N, 4, 3]",
            Infer(Nodes.Create("MatMul", ["x", "c"], ["y"]), ["N", 4, 5], Constant("c", 5, 3))
        );

    [Fact]
    public void Quantization_changes_the_type_and_not_the_shape()
    {
        var node = Nodes.Create("QuantizeLinear", ["x", "scale", "zero"], ["y"]);
        var zero = Tensors.Int8("zero", [0]);
        Assert.Equal("Int8[N, 4]", Infer(node, ["N", 4], Tensors.Float32("scale", [1]), zero));
    }

    [Fact]
    public void An_unknown_operator_leaves_its_output_unknown() =>
        Assert.Null(Infer(Nodes.Create("Mystery", ["x"], ["y"]), ["N", 4]));

    [Fact]
    public void Contradicting_shapes_name_the_node()
    {
        var node = Nodes.Create("MatMul", ["x", "c"], ["y"]);
        var error = Assert.Throws<InvalidModelException>(() => Infer(node, ["N", 4], Constant("c", 5, 3)));
        Assert.Contains("node 'y' (MatMul)", error.Message, StringComparison.Ordinal);
        Assert.Contains("4 and 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_larger_than_the_image_is_refused()
    {
        var node = Nodes.Create("AveragePool", ["x"], ["y"], Nodes.Ints("kernel_shape", 5, 5));
        Assert.Throws<InvalidModelException>(() => Infer(node, ["N", 4, 3, 3]));
    }

    private static TensorProto Constant(string name, int rows, int columns) =>
        Tensors.Float32(name, new float[rows * columns], rows, columns);

    private static string? Infer(NodeProto node, Dimension[] input, params TensorProto[] constants)
    {
        var graph = new GraphProto();
        graph.Input.Add(Models.Value("x", ElementType.Float32, input));
        graph.Initializer.AddRange(constants);
        graph.Node.Add(node);
        return ShapeInference.Infer(graph).GetValueOrDefault("y")?.ToString();
    }
}
