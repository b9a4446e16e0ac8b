namespace GreenMl.Onnx;

/// <summary>A node together with what is known about its inputs.</summary>
internal sealed class InferenceNode(
    NodeProto node,
    Dictionary<string, TensorShape> shapes,
    Dictionary<string, TensorProto> constants
)
{
    public NodeProto Node { get; } = node;

    /// <summary>The shape of an input, or null when it is omitted or unknown.</summary>
    public TensorShape? Shape(int input) => Node.InputOrNull(input) is { } name ? shapes.GetValueOrDefault(name) : null;

    /// <summary>The integers of a constant int64 input, or null when it is no constant.</summary>
    public long[]? Integers(int input) =>
        Node.InputOrNull(input) is { } name && constants.TryGetValue(name, out var tensor) ? tensor.ToInt64s() : null;

    public InvalidModelException Error(string rule) =>
        InvalidModelException.At(Node, rule, "Correct the shape of the input or the attribute");

    public void RequireRank(TensorShape shape, int rank)
    {
        if (shape.Rank != rank)
        {
            throw Error($"takes an input with {rank} dimensions, not {shape}");
        }
    }

    /// <summary>The one size that both dims must have.</summary>
    public Dimension Same(Dimension a, Dimension b, string what)
    {
        if (a.Size is { } x && b.Size is { } y && x != y)
        {
            throw Error($"{what} must be equal, but are {x} and {y}");
        }

        return a.Size is null && (b.Size is not null || a.Symbol.Length == 0) ? b : a;
    }

    /// <summary>An axis counted from the end when negative.</summary>
    public int Axis(long axis, int rank, bool allowEnd = false)
    {
        var positive = axis < 0 ? axis + rank : axis;
        return positive >= 0 && (positive < rank || (allowEnd && positive == rank))
            ? (int)positive
            : throw Error($"axis {axis} is outside the {rank} dimensions of the input");
    }
}
