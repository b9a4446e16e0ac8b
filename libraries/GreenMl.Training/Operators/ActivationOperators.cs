using GreenMl.Onnx;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>Elementwise functions of one input.</summary>
internal static class ActivationOperators
{
    public static Operation LeakyRelu(OperatorContext context)
    {
        var slope = context.Node.GetFloat("alpha", 0.01f);
        return (inputs, _) => F.leaky_relu(inputs[0]!, slope);
    }

    // max(0, min(1, alpha * x + beta)); torch knows only alpha = 1/6, beta = 1/2.
    public static Operation HardSigmoid(OperatorContext context)
    {
        var alpha = context.Node.GetFloat("alpha", 0.2f);
        var beta = context.Node.GetFloat("beta", 0.5f);
        return (inputs, _) => inputs[0]!.mul(alpha).add(beta).clamp(0, 1);
    }

    public static Operation Gelu(OperatorContext context)
    {
        var approximation = context.Node.GetString("approximate", "none") switch
        {
            "none" => GELU.Approximate.none,
            "tanh" => GELU.Approximate.tanh,
            var other => throw context.Unsupported($"approximate is '{other}', not none or tanh"),
        };
        return (inputs, _) => F.gelu(inputs[0]!, approximation);
    }

    public static Operation Clip(OperatorContext context)
    {
        const int FirstOpsetWithInputs = 11;
        var (low, high) =
            context.Opset >= FirstOpsetWithInputs
                ? (context.Scalar(1), context.Scalar(2))
                : (context.Node.FindAttribute("min")?.F, context.Node.FindAttribute("max")?.F);
        return (inputs, _) => inputs[0]!.clamp(low ?? double.NegativeInfinity, high ?? double.PositiveInfinity);
    }
}
