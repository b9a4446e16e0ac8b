namespace GreenMl.Onnx;

/// <summary>What a model costs to keep and to run once.</summary>
/// <param name="Nodes">The number of operator calls.</param>
/// <param name="Parameters">The elements of all initializers.</param>
/// <param name="Macs">
/// Multiply-accumulate operations for one example (free dimensions count as 1) of convolutions and matrix products whose
/// shapes are known.
/// </param>
/// <param name="Bytes">The size of the model file in bytes.</param>
/// <param name="Operators">How often each operator occurs, most frequent first.</param>
public sealed record ModelSummary(
    int Nodes,
    long Parameters,
    long Macs,
    long Bytes,
    IReadOnlyList<OperatorCount> Operators
)
{
    /// <summary>Counts what <paramref name="model"/> holds.</summary>
    /// <exception cref="InvalidModelException">Shapes contradict each other.</exception>
    public static ModelSummary Of(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = model.Graph;
        var shapes = ShapeInference.Infer(graph);
        var operators = graph
            .Node.CountBy(node => node.OpType)
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new OperatorCount(pair.Key, pair.Value));
        return new(
            graph.Node.Count,
            graph.Initializer.Sum(tensor => tensor.ElementCount),
            graph.Node.Sum(node => MacsOf(node, shapes)),
            model.CalculateSize(),
            [.. operators]
        );
    }

    // Each output element of a convolution or product costs one multiply-accumulate per weight that reaches it.
    private static long MacsOf(NodeProto node, IReadOnlyDictionary<string, TensorShape> shapes)
    {
        if (node.OpType is not ("Conv" or "Gemm" or "MatMul"))
        {
            return 0;
        }

        var outputs = shapes.GetValueOrDefault(node.Output[0])?.ElementsPerItem;
        if (outputs is null || shapes.GetValueOrDefault(node.Input[1]) is not { } weight)
        {
            return 0;
        }

        var perOutput = node.OpType switch
        {
            "Conv" => new TensorShape(weight.Type, weight.Dims[1..]).ElementsPerItem,
            "Gemm" => weight.Dims[node.GetInt("transB", 0) == 0 ? 0 : 1].Size,
            _ => weight.Dims[^2].Size,
        };
        return outputs.Value * (perOutput ?? 0);
    }
}

/// <summary>How often an operator occurs in a model.</summary>
/// <param name="Name">The operator's type.</param>
/// <param name="Count">Its number of nodes.</param>
public sealed record OperatorCount(string Name, int Count);
