using GreenMl.Onnx;
using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>
/// The window of a 2-D convolution or pooling. Torch pads both sides alike, ONNX each side on its own: uneven pads are
/// added to the input first.
/// </summary>
internal sealed class Window2d
{
    private readonly WindowGeometry _geometry;

    private Window2d(WindowGeometry geometry)
    {
        _geometry = geometry;
        Kernel = [.. geometry.Kernel];
        Strides = [.. geometry.Strides];
        Dilations = [.. geometry.Dilations];
    }

    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    public bool CeilMode => _geometry.CeilMode;

    public static Window2d Of(OperatorContext context, long[] kernel) =>
        kernel.Length == 2
            ? new(WindowGeometry.Of(context.Node, kernel))
            : throw context.Unsupported($"has a window over {kernel.Length} axes, not 2");

    /// <summary>
    /// The input, padded with <paramref name="fill"/> when torch cannot pad it itself, and the pads left to torch:
    /// equal on both sides and at most <paramref name="maxSymmetric"/>.
    /// </summary>
    public (torch.Tensor Input, long[] TorchPads) Pad(torch.Tensor input, double fill, long maxSymmetric)
    {
        var shape = input.shape;
        var (top, bottom) = _geometry.Pads(0, shape[2]);
        var (left, right) = _geometry.Pads(1, shape[3]);
        return top == bottom && left == right && Math.Max(top, left) <= maxSymmetric
            ? (input, [top, left])
            : (F.pad(input, [left, right, top, bottom], value: fill), [0, 0]);
    }
}
