using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>Operators that rearrange or reduce dimensions.</summary>
internal static class LayoutOperators
{
    public static Operation Flatten(OperatorContext context)
    {
        var axis = context.Node.GetInt("axis", 1);
        return (inputs, _) => AsMatrix(inputs[0]!, axis);
    }

    /// <summary>All dims before <paramref name="axis"/> as rows, the others as columns.</summary>
    public static torch.Tensor AsMatrix(torch.Tensor x, long axis)
    {
        var shape = x.shape;
        var split = (int)(axis < 0 ? axis + shape.Length : axis);
        var rows = shape[..split].Aggregate(1L, (product, size) => product * size);
        var columns = shape[split..].Aggregate(1L, (product, size) => product * size);
        return x.reshape(rows, columns);
    }

    public static Operation Reshape(OperatorContext context)
    {
        var target = context.Integers(1)!;
        var keepsZero = context.Node.GetInt("allowzero", 0) == 1;
        return (inputs, _) =>
        {
            var shape = inputs[0]!.shape;
            return inputs[0]!.reshape([.. target.Select((size, i) => size == 0 && !keepsZero ? shape[i] : size)]);
        };
    }

    public static Operation Transpose(OperatorContext context)
    {
        var order = context.Node.GetInts("perm");
        return order.Length > 0
            ? (inputs, _) => inputs[0]!.permute(order)
            : (inputs, _) => inputs[0]!.permute([.. Enumerable.Range(1, (int)inputs[0]!.dim()).Select(i => -(long)i)]);
    }

    public static Operation Concat(OperatorContext context)
    {
        var axis = context.Node.GetInt("axis", 0);
        return (inputs, _) => torch.cat(inputs!, axis);
    }

    public static Operation ReduceMean(OperatorContext context)
    {
        var axes = context.Integers(1) ?? context.Node.GetInts("axes");
        var keep = context.Node.GetInt("keepdims", 1) == 1;
        if (axes.Length == 0 && context.Node.GetInt("noop_with_empty_axes", 0) == 1)
        {
            return (inputs, _) => inputs[0]!.alias();
        }

        return (inputs, _) =>
            inputs[0]!.mean(
                axes.Length > 0 ? axes : [.. Enumerable.Range(0, (int)inputs[0]!.dim()).Select(i => (long)i)],
                keep
            );
    }
}
