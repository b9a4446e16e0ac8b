using System.Collections.Immutable;

namespace GreenMl.Onnx;

/// <summary>Shapes of operators that slide a window: convolution and pooling.</summary>
internal static class WindowShapes
{
    public static TensorShape? Conv(InferenceNode node)
    {
        if (node.Shape(0) is not { } x || node.Shape(1) is not { } weight)
        {
            return null;
        }

        node.RequireRank(weight, x.Rank);
        if (x.Rank < 3)
        {
            throw node.Error($"takes an input with at least 3 dimensions, not {x}");
        }

        var group = node.Node.GetInt("group", 1);
        if (weight.Dims[1].Size is { } perGroup)
        {
            node.Same(x.Dims[1], perGroup * group, "input channels and weight channels times group");
        }

        var kernel = weight.Dims.Skip(2).Select(dim => dim.Size ?? 1).ToArray();
        return new(x.Type, [x.Dims[0], weight.Dims[0], .. Windows(node, x, kernel)]);
    }

    public static TensorShape? Pool(InferenceNode node)
    {
        if (node.Shape(0) is not { } x)
        {
            return null;
        }

        var kernel = node.Node.GetInts("kernel_shape");
        if (kernel.Length != x.Rank - 2 || kernel.Length == 0)
        {
            throw node.Error($"kernel_shape has {kernel.Length} sizes for input {x}");
        }

        return new(x.Type, [x.Dims[0], x.Dims[1], .. Windows(node, x, kernel)]);
    }

    public static TensorShape? GlobalPool(InferenceNode node) =>
        node.Shape(0) is { Rank: >= 3 } x
            ? new(x.Type, [x.Dims[0], x.Dims[1], .. Enumerable.Repeat(Dimension.Of(1), x.Rank - 2)])
            : null;

    private static ImmutableArray<Dimension> Windows(InferenceNode node, TensorShape x, long[] kernel)
    {
        var geometry = WindowGeometry.Of(node.Node, kernel);
        return
        [
            .. Enumerable
                .Range(0, kernel.Length)
                .Select(axis =>
                    x.Dims[axis + 2].Size is { } size
                        ? Dimension.Of(geometry.OutputSize(axis, size))
                        : Dimension.Unknown
                ),
        ];
    }
}
