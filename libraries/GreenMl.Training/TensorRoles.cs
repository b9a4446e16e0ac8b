using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>Tells which constants of a graph training may change.</summary>
internal static class TensorRoles
{
    /// <summary>The running means and variances of batch normalization.</summary>
    public static HashSet<string> RunningStatistics(GraphProto graph) =>
        graph
            .Node.Where(node => node.OpType == "BatchNormalization")
            .SelectMany(node => node.Input.Skip(3))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// The names of weights and biases. An operand of an elementwise operator counts only behind a layer with weights:
    /// before one it is a fixed scaling of the input.
    /// </summary>
    /// <exception cref="InvalidModelException">A weight has another type than float32.</exception>
    public static HashSet<string> Trainable(GraphProto graph)
    {
        var constants = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var trainable = new HashSet<string>(StringComparer.Ordinal);
        var learned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in TopologicalOrder.Of(graph))
        {
            var isBehindWeights = node.Input.Any(learned.Contains);
            foreach (var input in Weights(node, isBehindWeights))
            {
                if (constants.TryGetValue(input, out var tensor) && tensor.ElementCount > 1)
                {
                    RequireFloat32(node, tensor);
                    trainable.Add(input);
                }
            }

            if (isBehindWeights || node.Input.Any(trainable.Contains))
            {
                learned.UnionWith(node.Output);
            }
        }

        return trainable;
    }

    private static IEnumerable<string> Weights(NodeProto node, bool isBehindWeights) =>
        node.OpType switch
        {
            "Conv" or "Gemm" or "MatMul" => node.Input,
            "BatchNormalization" => node.Input.Skip(1).Take(2),
            "Add" or "Sub" or "Mul" or "Div" when isBehindWeights => node.Input,
            _ => [],
        };

    private static void RequireFloat32(NodeProto node, TensorProto tensor)
    {
        if (tensor.ElementType != ElementType.Float32)
        {
            throw InvalidModelException.At(
                node,
                $"weight '{tensor.Name}' is {tensor.ElementType}; training needs Float32",
                "Train the float32 model and convert it afterwards"
            );
        }
    }
}
