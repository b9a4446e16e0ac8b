using GreenMl.Onnx;
using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>Pooling over 2-D windows.</summary>
internal static class PoolingOperators
{
    public static Operation MaxPool(OperatorContext context)
    {
        var window = Window2d.Of(context, context.Node.GetInts("kernel_shape"));
        // Torch refuses pads beyond half the window.
        var maxPad = window.Kernel.Min() / 2;
        return (inputs, _) =>
        {
            var (x, pads) = window.Pad(inputs[0]!, double.NegativeInfinity, maxPad);
            return F.max_pool2d(x, window.Kernel, window.Strides, pads, window.Dilations, window.CeilMode);
        };
    }

    public static Operation AveragePool(OperatorContext context)
    {
        var window = Window2d.Of(context, context.Node.GetInts("kernel_shape"));
        if (window.Dilations.Any(dilation => dilation != 1))
        {
            throw context.Unsupported("has dilations");
        }

        var countPads = context.Node.GetInt("count_include_pad", 0) == 1;
        var maxPad = window.Kernel.Min() / 2;
        return (inputs, _) =>
        {
            var (x, pads) = window.Pad(inputs[0]!, fill: 0, maxPad);
            var mean = F.avg_pool2d(x, window.Kernel, window.Strides, pads, window.CeilMode, countPads);
            if (countPads || ReferenceEquals(x, inputs[0]))
            {
                return mean;
            }

            // The pads were added by hand and must not count: divide by the share of real elements in each window.
            var (real, _) = window.Pad(torch.ones_like(inputs[0]!), fill: 0, maxPad);
            return mean.div(F.avg_pool2d(real, window.Kernel, window.Strides, pads, window.CeilMode, countPads));
        };
    }
}
