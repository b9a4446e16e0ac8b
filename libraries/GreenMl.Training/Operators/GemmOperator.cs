using GreenMl.Onnx;
using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>The general matrix product.</summary>
internal static class GemmOperator
{
    public static Operation Create(OperatorContext context)
    {
        var alpha = context.Node.GetFloat("alpha", 1);
        var beta = context.Node.GetFloat("beta", 1);
        var transposeA = context.Node.GetInt("transA", 0) == 1;
        var transposeB = context.Node.GetInt("transB", 0) == 1;
        var hasBias = context.Has(2);
        if (alpha == 1 && beta == 1 && transposeB && !transposeA && (!hasBias || context.Constant(2)?.Dims.Count == 1))
        {
            return (inputs, _) => F.linear(inputs[0]!, inputs[1]!, hasBias ? inputs[2] : null);
        }

        return (inputs, _) =>
        {
            var a = transposeA ? inputs[0]!.t() : inputs[0]!;
            var b = transposeB ? inputs[1]!.t() : inputs[1]!;
            var product = a.matmul(b).mul(alpha);
            return hasBias ? product.add(inputs[2]!.mul(beta)) : product;
        };
    }
}
