using System.Collections.Frozen;
using GreenMl.Onnx;
using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>The operators that training understands, by name.</summary>
internal static class OperatorCatalog
{
    private delegate Operation Factory(OperatorContext context);

    private static readonly long[] Plane = [2, 3];

    private static readonly FrozenDictionary<string, Factory> Factories = new Dictionary<string, Factory>(
        StringComparer.Ordinal
    )
    {
        ["Add"] = _ => Pair((a, b) => a.add(b)),
        ["AveragePool"] = PoolingOperators.AveragePool,
        ["BatchNormalization"] = NormalizationOperators.BatchNormalization,
        ["Clip"] = ActivationOperators.Clip,
        ["Concat"] = LayoutOperators.Concat,
        ["Conv"] = ConvolutionOperator.Create,
        ["Div"] = _ => Pair((a, b) => a.div(b)),
        ["Dropout"] = NormalizationOperators.Dropout,
        ["Flatten"] = LayoutOperators.Flatten,
        ["Gelu"] = ActivationOperators.Gelu,
        ["Gemm"] = GemmOperator.Create,
        ["GlobalAveragePool"] = _ => Single(x => x.mean(Plane, true)),
        ["GlobalMaxPool"] = _ => Single(x => x.amax(Plane, true)),
        ["HardSigmoid"] = ActivationOperators.HardSigmoid,
        ["HardSwish"] = _ => Single(x => F.hardswish(x)),
        // A new handle on the same data: freeing the input must not free the output.
        ["Identity"] = _ => Single(x => x.alias()),
        ["LeakyRelu"] = ActivationOperators.LeakyRelu,
        ["MatMul"] = _ => Pair((a, b) => a.matmul(b)),
        ["MaxPool"] = PoolingOperators.MaxPool,
        ["Mul"] = _ => Pair((a, b) => a.mul(b)),
        ["ReduceMean"] = LayoutOperators.ReduceMean,
        ["Relu"] = _ => Single(x => x.relu()),
        ["Reshape"] = LayoutOperators.Reshape,
        ["Sigmoid"] = _ => Single(x => x.sigmoid()),
        ["Softmax"] = NormalizationOperators.Softmax,
        ["Sub"] = _ => Pair((a, b) => a.sub(b)),
        ["Tanh"] = _ => Single(x => x.tanh()),
        ["Transpose"] = LayoutOperators.Transpose,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } =
    [.. Factories.Keys.Append("Constant").Order(StringComparer.Ordinal)];

    /// <exception cref="InvalidModelException">The operator is not supported, or not with these attributes.</exception>
    public static Operation Create(OperatorContext context)
    {
        var node = context.Node;
        if (!node.IsStandard || !Factories.TryGetValue(node.OpType, out var factory))
        {
            throw InvalidModelException.At(
                node,
                $"operator {(node.IsStandard ? "" : node.Domain + ".")}{node.OpType} cannot be trained",
                $"Use only {string.Join(", ", Names)}"
            );
        }

        return factory(context);
    }

    private static Operation Single(Func<torch.Tensor, torch.Tensor> function) => (inputs, _) => function(inputs[0]!);

    private static Operation Pair(Func<torch.Tensor, torch.Tensor, torch.Tensor> function) =>
        (inputs, _) => function(inputs[0]!, inputs[1]!);
}
