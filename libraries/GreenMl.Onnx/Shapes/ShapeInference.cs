using System.Collections.Frozen;

namespace GreenMl.Onnx;

/// <summary>
/// Infers the shapes of a graph's values from its inputs and initializers, for the operators of image, tabular and small
/// transformer models. Formulas: the operator specification, onnx/docs/Operators.md.
/// </summary>
public static class ShapeInference
{
    private delegate TensorShape? Rule(InferenceNode node);

    private static readonly FrozenDictionary<string, Rule> Rules = CreateRules();

    /// <summary>
    /// The shape of every value that can be told, by name. A value behind an operator that is not known here, or of
    /// dynamic rank, is absent.
    /// </summary>
    /// <exception cref="InvalidModelException">Shapes contradict each other; names the node.</exception>
    public static IReadOnlyDictionary<string, TensorShape> Infer(GraphProto graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var shapes = new Dictionary<string, TensorShape>(StringComparer.Ordinal);
        foreach (var input in graph.Input)
        {
            if (TensorShape.Declared(input) is { } declared)
            {
                shapes[input.Name] = declared;
            }
        }

        var constants = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            shapes[tensor.Name] = new(tensor.ElementType, [.. tensor.Dims.Select(Dimension.Of)]);
        }

        foreach (var node in TopologicalOrder.Of(graph))
        {
            InferNode(node, shapes, constants);
        }

        return shapes;
    }

    private static void InferNode(
        NodeProto node,
        Dictionary<string, TensorShape> shapes,
        Dictionary<string, TensorProto> constants
    )
    {
        if (node.OpType == "Constant" && node.FindAttribute("value")?.T is { } value)
        {
            constants[node.Output[0]] = value;
            shapes[node.Output[0]] = new(value.ElementType, [.. value.Dims.Select(Dimension.Of)]);
            return;
        }

        if (node.IsStandard && Rules.TryGetValue(node.OpType, out var rule))
        {
            if (rule(new InferenceNode(node, shapes, constants)) is { } shape)
            {
                shapes[node.Output[0]] = shape;
            }
        }
    }

    private static FrozenDictionary<string, Rule> CreateRules()
    {
        string[] unary =
        [
            "BatchNormalization",
            "Relu",
            "LeakyRelu",
            "Sigmoid",
            "Tanh",
            "Gelu",
            "Clip",
            "Dropout",
            "Identity",
            "Softmax",
            "LogSoftmax",
            "LayerNormalization",
            "HardSigmoid",
            "HardSwish",
            "Elu",
            "Sqrt",
            "Neg",
            "Exp",
        ];
        var rules = unary.ToDictionary(name => name, _ => (Rule)(node => node.Shape(0)), StringComparer.Ordinal);
        foreach (var binary in new[] { "Add", "Sub", "Mul", "Div", "Pow" })
        {
            rules[binary] = LinearShapes.Broadcast;
        }

        rules["Conv"] = WindowShapes.Conv;
        rules["MaxPool"] = WindowShapes.Pool;
        rules["AveragePool"] = WindowShapes.Pool;
        rules["GlobalAveragePool"] = WindowShapes.GlobalPool;
        rules["GlobalMaxPool"] = WindowShapes.GlobalPool;
        rules["Gemm"] = LinearShapes.Gemm;
        rules["MatMul"] = LinearShapes.MatMul;
        rules["Flatten"] = LayoutShapes.Flatten;
        rules["Reshape"] = LayoutShapes.Reshape;
        rules["Transpose"] = LayoutShapes.Transpose;
        rules["Concat"] = LayoutShapes.Concat;
        rules["ReduceMean"] = LayoutShapes.ReduceMean;
        rules["QuantizeLinear"] = node => node.Shape(0) is { } x ? x with { Type = QuantizedType(node) } : null;
        rules["DequantizeLinear"] = node => node.Shape(0) is { } x ? x with { Type = ElementType.Float32 } : null;
        return rules.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // The zero point decides; without one the specification says uint8.
    private static ElementType QuantizedType(InferenceNode node) => node.Shape(2)?.Type ?? ElementType.UInt8;
}
