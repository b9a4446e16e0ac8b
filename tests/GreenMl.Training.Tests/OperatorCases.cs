using GreenMl.Onnx;
using static GreenMl.Onnx.Nodes;

namespace GreenMl.Training.Tests;

/// <summary>Small graphs, one for each way in which an operator can be used. The input is <c>x</c>, the output <c>y</c>.</summary>
internal static class OperatorCases
{
    private static readonly long[] Image = [2, 4, 9, 11];
    private static readonly long[] Table = [3, 6];

    private static readonly Dictionary<string, Func<(ModelProto, long[])>> All = new(StringComparer.Ordinal)
    {
        ["Conv with bias"] = () => Conv(4, 1, true, Ints("pads", 1, 1, 1, 1)),
        ["Conv with uneven pads"] = () => Conv(4, 1, false, Ints("pads", 0, 1, 2, 1)),
        ["Conv with groups, strides and dilations"] = () =>
            Conv(4, 2, false, Ints("strides", 2, 1), Ints("dilations", 1, 2), Int("group", 2)),
        ["Conv depthwise"] = () => Conv(4, 4, false, Int("group", 4), Ints("pads", 1, 1, 1, 1)),
        ["Conv SAME_UPPER"] = () => Conv(4, 1, false, Nodes.String("auto_pad", "SAME_UPPER"), Ints("strides", 2, 2)),
        ["Conv SAME_LOWER"] = () => Conv(4, 1, false, Nodes.String("auto_pad", "SAME_LOWER"), Ints("strides", 2, 2)),
        ["BatchNormalization"] = () => Of(Image, Node("BatchNormalization", "x", "s", "b", "m", "v"), Norms()),
        ["MaxPool"] = () => Of(Image, Pool("MaxPool")),
        ["MaxPool with pads"] = () => Of(Image, Pool("MaxPool", Ints("pads", 1, 1, 1, 1))),
        ["MaxPool with uneven pads"] = () => Of(Image, Pool("MaxPool", Ints("pads", 0, 2, 1, 0))),
        ["MaxPool ceil"] = () => Of(Image, Pool("MaxPool", Int("ceil_mode", 1))),
        ["AveragePool"] = () => Of(Image, Pool("AveragePool")),
        ["AveragePool with pads"] = () => Of(Image, Pool("AveragePool", Ints("pads", 1, 1, 1, 1))),
        ["AveragePool that counts pads"] = () =>
            Of(Image, Pool("AveragePool", Ints("pads", 1, 1, 1, 1), Int("count_include_pad", 1))),
        ["AveragePool with uneven pads"] = () => Of(Image, Pool("AveragePool", Ints("pads", 0, 2, 1, 0))),
        ["AveragePool with uneven pads that count"] = () =>
            Of(Image, Pool("AveragePool", Ints("pads", 0, 2, 1, 0), Int("count_include_pad", 1))),
        ["GlobalAveragePool"] = () => Of(Image, Node("GlobalAveragePool", "x")),
        ["GlobalMaxPool"] = () => Of(Image, Node("GlobalMaxPool", "x")),
        ["Relu"] = () => Of(Table, Node("Relu", "x")),
        ["LeakyRelu"] = () => Of(Table, Node("LeakyRelu", ["x"], Float("alpha", 0.3f))),
        ["Sigmoid"] = () => Of(Table, Node("Sigmoid", "x")),
        ["Tanh"] = () => Of(Table, Node("Tanh", "x")),
        ["HardSigmoid"] = () => Of(Table, Node("HardSigmoid", ["x"], Float("alpha", 0.3f), Float("beta", 0.4f))),
        ["HardSwish"] = () => Of(Table, Node("HardSwish", "x")),
        ["Gelu"] = () => WithOpset(20, Of(Table, Node("Gelu", "x"))),
        ["Gelu tanh"] = () => WithOpset(20, Of(Table, Node("Gelu", ["x"], Nodes.String("approximate", "tanh")))),
        ["Clip"] = () =>
            Of(Table, Node("Clip", "x", "l", "h"), Tensors.Float32("l", [-0.5f]), Tensors.Float32("h", [0.7f])),
        ["Clip without a minimum"] = () => Of(Table, Node("Clip", "x", "", "h"), Tensors.Float32("h", [0.7f])),
        ["Clip by attributes"] = () => WithOpset(8, Of(Table, Node("Clip", ["x"], Float("min", 0), Float("max", 1)))),
        ["Add"] = () => Of(Table, Node("Add", "x", "c"), Floats("c", 6)),
        ["Sub"] = () => Of(Table, Node("Sub", "c", "x"), Floats("c", 3, 1)),
        ["Mul"] = () => Of(Image, Node("Mul", "x", "c"), Floats("c", 1, 4, 1, 1)),
        ["Div"] = () => Of(Table, Node("Div", "x", "c"), Tensors.Float32("c", [3])),
        ["MatMul"] = () => Of([2, 3, 6], Node("MatMul", "x", "c"), Floats("c", 6, 5)),
        ["Gemm"] = () => Of(Table, Node("Gemm", ["x", "w", "b"], Int("transB", 1)), Floats("w", 5, 6), Floats("b", 5)),
        ["Gemm scaled"] = () =>
            Of(
                Table,
                Node("Gemm", ["x", "w", "b"], Float("alpha", 0.5f), Float("beta", 2), Int("transA", 1)),
                Floats("w", 3, 5),
                Floats("b", 1, 5)
            ),
        ["Flatten"] = () => Of(Image, Node("Flatten", ["x"], Int("axis", 2))),
        ["Flatten from the end"] = () => Of(Image, Node("Flatten", ["x"], Int("axis", -1))),
        ["Reshape"] = () => Of(Image, Node("Reshape", "x", "s"), Tensors.Int64("s", [0, -1, 11], 3)),
        ["Transpose"] = () => Of(Image, Node("Transpose", ["x"], Ints("perm", 0, 2, 3, 1))),
        ["Transpose reversed"] = () => Of(Image, Node("Transpose", "x")),
        ["Concat"] = () => Of(Table, Node("Concat", ["x", "c"], Int("axis", -1)), Floats("c", 3, 2)),
        ["ReduceMean"] = () => Of(Image, Node("ReduceMean", ["x"], Ints("axes", 2, -1), Int("keepdims", 0))),
        ["ReduceMean of all"] = () => Of(Image, Node("ReduceMean", "x")),
        ["Softmax"] = () => Of(Image, Node("Softmax", ["x"], Int("axis", 1))),
        ["Softmax of old"] = () => WithOpset(11, Of(Image, Node("Softmax", ["x"], Int("axis", 2)))),
        ["Dropout"] = () => Of(Table, Node("Dropout", "x")),
        ["Identity"] = () => Of(Table, Node("Identity", "x")),
        ["Constant"] = ConstantCase,
    };

    public static IEnumerable<string> Names => All.Keys;

    public static (ModelProto Model, long[] Shape) Create(string name) => All[name]();

    public static NodeProto Node(string operatorType, params string[] inputs) =>
        Nodes.Create(operatorType, inputs, ["y"]);

    public static NodeProto Node(string operatorType, string[] inputs, params AttributeProto[] attributes) =>
        Nodes.Create(operatorType, inputs, ["y"], attributes);

    public static (ModelProto Model, long[] Shape) Of(long[] shape, NodeProto node, params TensorProto[] constants)
    {
        var graph = new GraphProto { Name = "case" };
        graph.Input.Add(Models.Value("x", ElementType.Float32, [.. shape.Select(Dimension.Of)]));
        graph.Node.Add(node);
        graph.Initializer.AddRange(constants);
        var inferred = ShapeInference.Infer(graph)["y"];
        graph.Output.Add(Models.Value("y", ElementType.Float32, inferred.Dims.AsSpan()));
        return (Models.Create(graph), shape);
    }

    public static TensorProto Floats(string name, params long[] dims) =>
        Tensors.Float32(name, Reference.RandomFloats((int)dims.Aggregate(1L, (a, b) => a * b), 3), dims);

    private static (ModelProto, long[]) Conv(long outputs, long group, bool bias, params AttributeProto[] attributes)
    {
        string[] inputs = bias ? ["x", "w", "b"] : ["x", "w"];
        TensorProto[] constants =
        [
            Floats("w", outputs, 4 / group, 3, 3),
            .. bias ? [Floats("b", outputs)] : Array.Empty<TensorProto>(),
        ];
        return Of(Image, Node("Conv", inputs, attributes), constants);
    }

    private static NodeProto Pool(string operatorType, params AttributeProto[] attributes) =>
        Node(operatorType, ["x"], [Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), .. attributes]);

    private static TensorProto[] Norms() =>
        [Floats("s", 4), Floats("b", 4), Floats("m", 4), Tensors.Float32("v", [0.5f, 1, 2, 3], 4)];

    private static (ModelProto, long[]) WithOpset(long version, (ModelProto Model, long[] Shape) of)
    {
        of.Model.OpsetImport[0].Version = version;
        of.Model.IrVersion = version >= 20 ? 9 : 8;
        return of;
    }

    private static (ModelProto, long[]) ConstantCase()
    {
        var (model, shape) = Of(Table, Node("Add", "x", "c"), Floats("c", 6));
        var constant = Nodes.Create("Constant", [], ["c"]);
        constant.Attribute.Add(
            new AttributeProto
            {
                Name = "value",
                T = model.Graph.Initializer[0],
                Type = AttributeProto.Types.AttributeType.Tensor,
            }
        );
        model.Graph.Initializer.Clear();
        model.Graph.Node.Insert(0, constant);
        return (model, shape);
    }
}
