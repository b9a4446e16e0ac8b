namespace GreenMl.Onnx;

/// <summary>
/// Kernel, strides, dilations and pads of a convolution or pooling node with the operator's defaults filled in. Formulas:
/// onnx/docs/Operators.md, MaxPool.
/// </summary>
public sealed class WindowGeometry
{
    private readonly NodeProto _node;
    private readonly string _autoPad;
    private readonly long[] _pads;

    private WindowGeometry(NodeProto node, long[] kernel)
    {
        _node = node;
        Kernel = kernel;
        var ones = Enumerable.Repeat(1L, kernel.Length).ToArray();
        Strides = node.GetInts("strides", ones);
        Dilations = node.GetInts("dilations", ones);
        CeilMode = node.GetInt("ceil_mode", 0) == 1;
        _autoPad = node.GetString("auto_pad", "NOTSET");
        _pads = node.GetInts("pads", new long[2 * kernel.Length]);
    }

    /// <summary>Kernel size per spatial axis.</summary>
    public IReadOnlyList<long> Kernel { get; }

    /// <summary>Step per spatial axis, at least 1.</summary>
    public IReadOnlyList<long> Strides { get; }

    /// <summary>Distance between kernel elements per spatial axis, at least 1.</summary>
    public IReadOnlyList<long> Dilations { get; }

    /// <summary>Whether a last window that is not full counts.</summary>
    public bool CeilMode { get; }

    /// <summary>Whether the pads depend on the input size.</summary>
    public bool PadsFollowInput => _autoPad is "SAME_UPPER" or "SAME_LOWER";

    /// <summary>Reads the attributes of <paramref name="node"/>.</summary>
    /// <exception cref="InvalidModelException">An attribute has the wrong length or a value out of range.</exception>
    public static WindowGeometry Of(NodeProto node, long[] kernel)
    {
        ArgumentNullException.ThrowIfNull(node);
        var geometry = new WindowGeometry(node, kernel);
        geometry.Require(kernel.All(size => size > 0), "kernel_shape", kernel);
        geometry.Require(IsPerAxis(geometry.Strides, kernel), "strides", geometry.Strides);
        geometry.Require(IsPerAxis(geometry.Dilations, kernel), "dilations", geometry.Dilations);
        var pads = geometry._pads;
        geometry.Require(pads.Length == 2 * kernel.Length && pads.All(pad => pad >= 0), "pads", pads);
        return geometry;
    }

    /// <summary>The padding before and after the input along one spatial axis of <paramref name="size"/> elements.</summary>
    public (long Before, long After) Pads(int axis, long size)
    {
        if (_autoPad == "VALID")
        {
            return (0, 0);
        }

        if (!PadsFollowInput)
        {
            return (_pads[axis], _pads[axis + Kernel.Count]);
        }

        var windows = (size + Strides[axis] - 1) / Strides[axis];
        var total = Math.Max(0, ((windows - 1) * Strides[axis]) + Extent(axis) - size);
        var smaller = total / 2;
        return _autoPad == "SAME_UPPER" ? (smaller, total - smaller) : (total - smaller, smaller);
    }

    /// <summary>The number of windows along one spatial axis of <paramref name="size"/> elements.</summary>
    /// <exception cref="InvalidModelException">The window is larger than the padded input.</exception>
    public long OutputSize(int axis, long size)
    {
        var (before, after) = Pads(axis, size);
        var room = size + before + after - Extent(axis);
        if (room < 0)
        {
            throw InvalidModelException.At(
                _node,
                $"has a window of {Extent(axis)} elements over an input of {size} with pads {before} and {after}",
                "Use a larger input or a smaller kernel"
            );
        }

        return ((CeilMode ? room + Strides[axis] - 1 : room) / Strides[axis]) + 1;
    }

    private static bool IsPerAxis(IReadOnlyList<long> values, long[] kernel) =>
        values.Count == kernel.Length && values.All(value => value > 0);

    private long Extent(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    private void Require(bool holds, string attribute, IEnumerable<long> values)
    {
        if (!holds)
        {
            throw InvalidModelException.At(
                _node,
                $"attribute {attribute} is [{string.Join(", ", values)}] for a kernel of {Kernel.Count} axes",
                "Give one value in range per axis (two for pads)"
            );
        }
    }
}
