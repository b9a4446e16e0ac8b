using System.Collections.Immutable;

namespace GreenMl.Onnx;

/// <summary>Shapes of matrix products and of elementwise operators with two inputs.</summary>
internal static class LinearShapes
{
    public static TensorShape? Gemm(InferenceNode node)
    {
        if (node.Shape(0) is not { } a || node.Shape(1) is not { } b)
        {
            return null;
        }

        node.RequireRank(a, 2);
        node.RequireRank(b, 2);
        var (rows, inner) = node.Node.GetInt("transA", 0) == 0 ? (a.Dims[0], a.Dims[1]) : (a.Dims[1], a.Dims[0]);
        var (innerB, columns) = node.Node.GetInt("transB", 0) == 0 ? (b.Dims[0], b.Dims[1]) : (b.Dims[1], b.Dims[0]);
        node.Same(inner, innerB, "the inner sizes of A and B");
        return new(a.Type, [rows, columns]);
    }

    public static TensorShape? MatMul(InferenceNode node)
    {
        if (node.Shape(0) is not { Rank: >= 2 } a || node.Shape(1) is not { Rank: >= 2 } b)
        {
            return null;
        }

        node.Same(a.Dims[^1], b.Dims[^2], "the inner sizes of A and B");
        var batch = Broadcast(node, a.Dims[..^2], b.Dims[..^2]);
        return new(a.Type, [.. batch, a.Dims[^2], b.Dims[^1]]);
    }

    public static TensorShape? Broadcast(InferenceNode node) =>
        node.Shape(0) is { } a && node.Shape(1) is { } b ? new(a.Type, Broadcast(node, a.Dims, b.Dims)) : null;

    private static ImmutableArray<Dimension> Broadcast(
        InferenceNode node,
        ImmutableArray<Dimension> a,
        ImmutableArray<Dimension> b
    )
    {
        var rank = Math.Max(a.Length, b.Length);
        var dims = new Dimension[rank];
        for (var fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            var x = fromEnd <= a.Length ? a[^fromEnd] : 1;
            var y = fromEnd <= b.Length ? b[^fromEnd] : 1;
            dims[^fromEnd] =
                x.Size == 1 ? y
                : y.Size == 1 ? x
                : node.Same(x, y, "sizes that broadcast");
        }

        return [.. dims];
    }
}
