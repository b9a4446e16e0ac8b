using GreenMl.ModelOptimization.Worker.Passes;
using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Quantization;

/// <summary>How the quantization treats an operator.</summary>
internal enum OperatorRole
{
    /// <summary>Stays in float.</summary>
    Float,

    /// <summary>Conv, Gemm, MatMul: the second input is a constant weight.</summary>
    Weighted,

    /// <summary>Computes new values from activations: the output has a range of its own.</summary>
    Arithmetic,

    /// <summary>Moves or picks values: the output has the range of the input.</summary>
    Layout,
}

/// <summary>
/// Which operators ONNX Runtime's CPU provider runs in int8 when they stand between QuantizeLinear and DequantizeLinear.
/// </summary>
internal static class QuantizableOperators
{
    /// <summary>What happens to <paramref name="node"/>, given the activations that have a range.</summary>
    public static OperatorRole RoleOf(
        GraphEditor editor,
        NodeProto node,
        IReadOnlyDictionary<string, ActivationRange> ranges
    )
    {
        var role = node.IsStandard ? RoleOf(node) : OperatorRole.Float;
        var isReady = role switch
        {
            OperatorRole.Weighted => LayerWeights.TryRead(editor, node) is not null
                && ranges.ContainsKey(node.Input[0]),
            OperatorRole.Arithmetic => node.Input.All(input => IsActivationOrConstant(editor, input, ranges)),
            OperatorRole.Layout => ranges.ContainsKey(node.Input[0]),
            _ => false,
        };
        return isReady && node.Output.Count == 1 && ranges.ContainsKey(node.Output[0]) ? role : OperatorRole.Float;
    }

    /// <summary>
    /// Whether quantizing to <paramref name="range"/> does what the activation does: a Relu or Clip whose bounds lie at or
    /// outside of the range only repeats the saturation.
    /// </summary>
    public static bool IsSaturation(GraphEditor editor, NodeProto node, ActivationRange range) =>
        node.IsStandard
        && node.OpType switch
        {
            "Relu" => range.Low == 0,
            "Clip" => Bound(editor, node, 1, "min", float.MinValue) <= range.Low
                && Bound(editor, node, 2, "max", float.MaxValue) >= range.High,
            _ => false,
        };

    private static OperatorRole RoleOf(NodeProto node) =>
        node.OpType switch
        {
            "Conv" or "Gemm" or "MatMul" => OperatorRole.Weighted,
            "Add" or "Mul" or "GlobalAveragePool" or "AveragePool" => OperatorRole.Arithmetic,
            "MaxPool" or "Flatten" or "Reshape" or "Transpose" => OperatorRole.Layout,
            _ => OperatorRole.Float,
        };

    private static bool IsActivationOrConstant(
        GraphEditor editor,
        string input,
        IReadOnlyDictionary<string, ActivationRange> ranges
    ) => ranges.ContainsKey(input) || editor.Initializer(input)?.ElementType == ElementType.Float32;

    /// <summary>Opset 11 made the bounds inputs; before, they were attributes. A bound that is computed is unknown.</summary>
    private static float Bound(GraphEditor editor, NodeProto node, int input, string attribute, float none)
    {
        if (node.InputOrNull(input) is not { } name)
        {
            return node.GetFloat(attribute, none);
        }

        return editor.Initializer(name) is { ElementType: ElementType.Float32, ElementCount: 1 } bound
            ? bound.ToFloats()[0]
            : float.NaN;
    }
}
