using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>Computes one node. Omitted optional inputs are null.</summary>
internal delegate torch.Tensor Operation(torch.Tensor?[] inputs, bool training);

/// <summary>What is known about a node before any data flows: attributes, operator-set version and constant inputs.</summary>
internal sealed class OperatorContext(NodeProto node, long opset, IReadOnlyDictionary<string, TensorProto> constants)
{
    public NodeProto Node { get; } = node;

    public long Opset { get; } = opset;

    public bool Has(int input) => Node.InputOrNull(input) is not null;

    /// <summary>The constant at an input, or null when the input is omitted or computed.</summary>
    public TensorProto? Constant(int input) =>
        Node.InputOrNull(input) is { } name ? constants.GetValueOrDefault(name) : null;

    /// <summary>The float at a constant input, or null when the input is omitted.</summary>
    public double? Scalar(int input)
    {
        if (!Has(input))
        {
            return null;
        }

        return Constant(input)?.ToFloats() is [var value]
            ? value
            : throw Unsupported($"input {input} must be a constant float32 scalar");
    }

    /// <summary>The integers at a constant input, or null when the input is omitted.</summary>
    public long[]? Integers(int input)
    {
        if (!Has(input))
        {
            return null;
        }

        return Constant(input)?.ToInt64s() ?? throw Unsupported($"input {input} must be constant");
    }

    public InvalidModelException Unsupported(string rule) =>
        InvalidModelException.At(
            Node,
            rule,
            "Change the node or train this model with another driver; it can still be optimized and served"
        );
}
