using GreenMl.Onnx;
using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>2-D convolution with groups, dilations and any pads.</summary>
internal static class ConvolutionOperator
{
    public static Operation Create(OperatorContext context)
    {
        var kernel = context.Constant(1) is { } weight
            ? [.. weight.Dims.Skip(2)]
            : context.Node.GetInts("kernel_shape");
        var window = Window2d.Of(context, kernel);
        var group = context.Node.GetInt("group", 1);
        var hasBias = context.Has(2);
        return (inputs, _) =>
        {
            var (x, pads) = window.Pad(inputs[0]!, fill: 0, maxSymmetric: long.MaxValue);
            return F.conv2d(x, inputs[1]!, hasBias ? inputs[2] : null, window.Strides, pads, window.Dilations, group);
        };
    }
}
