using GreenMl.Onnx;
using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>Batch normalization, softmax and dropout.</summary>
internal static class NormalizationOperators
{
    /// <summary>
    /// Normalizes by the batch in training, which also moves the running mean and variance in place, and by these
    /// otherwise. ONNX weighs the old value with its momentum, torch the new one.
    /// </summary>
    public static Operation BatchNormalization(OperatorContext context)
    {
        if (context.Node.GetInt("spatial", 1) == 0)
        {
            throw context.Unsupported("has spatial = 0");
        }

        var epsilon = context.Node.GetFloat("epsilon", 1e-5f);
        var momentum = 1 - context.Node.GetFloat("momentum", 0.9f);
        return (inputs, training) =>
            F.batch_norm(inputs[0]!, inputs[3]!, inputs[4]!, inputs[1], inputs[2], training, momentum, epsilon);
    }

    public static Operation Softmax(OperatorContext context)
    {
        // Before version 13 the axis split the dims into two groups, and the default was 1.
        const int FirstOpsetPerAxis = 13;
        if (context.Opset >= FirstOpsetPerAxis)
        {
            var axis = context.Node.GetInt("axis", -1);
            return (inputs, _) => F.softmax(inputs[0]!, axis);
        }

        var split = context.Node.GetInt("axis", 1);
        return (inputs, _) =>
        {
            var x = inputs[0]!;
            return F.softmax(LayoutOperators.AsMatrix(x, split), 1).reshape(x.shape);
        };
    }

    public static Operation Dropout(OperatorContext context)
    {
        const int FirstOpsetWithInput = 12;
        const float DefaultRatio = 0.5f;
        var ratio =
            context.Opset >= FirstOpsetWithInput
                ? context.Scalar(1) ?? DefaultRatio
                : context.Node.GetFloat("ratio", DefaultRatio);
        return (inputs, training) => training ? F.dropout(inputs[0]!, ratio, training: true) : inputs[0]!.alias();
    }
}
