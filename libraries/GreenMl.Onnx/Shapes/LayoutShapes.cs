using System.Collections.Immutable;

namespace GreenMl.Onnx;

/// <summary>Shapes of operators that rearrange or reduce dimensions.</summary>
internal static class LayoutShapes
{
    public static TensorShape? Flatten(InferenceNode node)
    {
        if (node.Shape(0) is not { } x)
        {
            return null;
        }

        var axis = node.Axis(node.Node.GetInt("axis", 1), x.Rank, allowEnd: true);
        return new(x.Type, [Product(x.Dims[..axis]), Product(x.Dims[axis..])]);
    }

    public static TensorShape? Reshape(InferenceNode node)
    {
        if (node.Shape(0) is not { } x || node.Integers(1) is not { } target)
        {
            return null;
        }

        var keepZero = node.Node.GetInt("allowzero", 0) == 1;
        var dims = new Dimension[target.Length];
        for (var i = 0; i < target.Length; i++)
        {
            dims[i] = target[i] switch
            {
                -1 => Dimension.Unknown,
                0 when !keepZero && i < x.Rank => x.Dims[i],
                >= 0 when target[i] > 0 || keepZero => target[i],
                _ => throw node.Error($"shape [{string.Join(", ", target)}] does not fit input {x}"),
            };
        }

        var rest = Array.IndexOf(target, -1L);
        if (rest >= 0)
        {
            dims[rest] = Quotient(node, x.Dims, [.. dims.Where((_, i) => i != rest)]);
        }

        return new(x.Type, [.. dims]);
    }

    public static TensorShape? Transpose(InferenceNode node)
    {
        if (node.Shape(0) is not { } x)
        {
            return null;
        }

        var order = node.Node.GetInts("perm", [.. Enumerable.Range(1, x.Rank).Select(i => (long)(x.Rank - i))]);
        return order.Order().SequenceEqual(Enumerable.Range(0, x.Rank).Select(i => (long)i))
            ? new(x.Type, [.. order.Select(axis => x.Dims[(int)axis])])
            : throw node.Error(
                $"perm [{string.Join(", ", order)}] is no order of the {x.Rank} dimensions of the input"
            );
    }

    public static TensorShape? Concat(InferenceNode node)
    {
        var shapes = Enumerable.Range(0, node.Node.Input.Count).Select(node.Shape).ToArray();
        if (shapes is not [{ } first, ..] || Array.Exists(shapes, shape => shape is null))
        {
            return null;
        }

        var axis = node.Axis(node.Node.GetInt("axis", 0), first.Rank);
        var dims = first.Dims.ToArray();
        foreach (var next in shapes.Skip(1).OfType<TensorShape>())
        {
            node.RequireRank(next, first.Rank);
            for (var i = 0; i < dims.Length; i++)
            {
                dims[i] =
                    i == axis ? Sum(dims[i], next.Dims[i]) : node.Same(dims[i], next.Dims[i], "sizes outside the axis");
            }
        }

        return new(first.Type, [.. dims]);
    }

    public static TensorShape? ReduceMean(InferenceNode node)
    {
        if (node.Shape(0) is not { } x)
        {
            return null;
        }

        var given =
            node.Integers(1) ?? node.Node.GetInts("axes", [.. Enumerable.Range(0, x.Rank).Select(i => (long)i)]);
        var axes = given.Select(axis => node.Axis(axis, x.Rank)).ToHashSet();
        var keep = node.Node.GetInt("keepdims", 1) == 1;
        var dims = x.Dims.Select((dim, i) => axes.Contains(i) ? 1 : dim).Where((_, i) => keep || !axes.Contains(i));
        return new(x.Type, [.. dims]);
    }

    private static Dimension Sum(Dimension a, Dimension b) =>
        a.Size is { } x && b.Size is { } y ? x + y : Dimension.Unknown;

    // A product with one free dimension keeps its symbol only when the rest is 1.
    private static Dimension Product(ImmutableArray<Dimension> dims)
    {
        var known = dims.Where(dim => dim.Size is not null).Aggregate(1L, (product, dim) => product * dim.Size!.Value);
        var free = dims.Where(dim => dim.Size is null).ToArray();
        return free switch
        {
            [] => known,
            [var single] when known == 1 => single,
            _ => Dimension.Unknown,
        };
    }

    private static Dimension Quotient(
        InferenceNode node,
        ImmutableArray<Dimension> whole,
        ImmutableArray<Dimension> part
    )
    {
        var freeWhole = whole.Where(dim => dim.Size is null).ToArray();
        var freePart = part.Where(dim => dim.Size is null).ToArray();
        var total = Known(whole);
        var divisor = Known(part);
        if (freeWhole.SequenceEqual(freePart))
        {
            return divisor != 0 && total % divisor == 0
                ? total / divisor
                : throw node.Error($"{total} elements cannot be divided into groups of {divisor}");
        }

        return freePart.Length == 0 && freeWhole is [var batch] && total == divisor ? batch : Dimension.Unknown;
    }

    private static long Known(ImmutableArray<Dimension> dims) =>
        dims.Aggregate(1L, (product, dim) => product * (dim.Size ?? 1));
}
