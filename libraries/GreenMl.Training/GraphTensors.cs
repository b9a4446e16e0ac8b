using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>
/// The float32 constants of a graph as torch tensors, by name: parameters that training changes, and the running
/// statistics of batch normalization that training moves. Owns the tensors.
/// </summary>
internal sealed class GraphTensors : IDisposable
{
    private readonly Dictionary<string, torch.Tensor> _all = new(StringComparer.Ordinal);

    public List<NamedTensor> Parameters { get; } = [];

    public List<NamedTensor> Statistics { get; } = [];

    /// <exception cref="InvalidModelException">A weight has another type than float32.</exception>
    public static GraphTensors Of(GraphProto graph)
    {
        var trainable = TensorRoles.Trainable(graph);
        var statistics = TensorRoles.RunningStatistics(graph);
        var tensors = new GraphTensors();
        foreach (var tensor in graph.Initializer.Where(tensor => tensor.ElementType == ElementType.Float32))
        {
            tensors.Add(tensor, trainable.Contains(tensor.Name), statistics.Contains(tensor.Name));
        }

        return tensors;
    }

    public torch.Tensor? Find(string name) => _all.GetValueOrDefault(name);

    /// <summary>Adds a constant that lies in a node.</summary>
    public void AddConstant(string name, TensorProto tensor)
    {
        if (tensor.ElementType == ElementType.Float32)
        {
            _all[name] = Create(tensor);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _all.Values)
        {
            tensor.Dispose();
        }
    }

    private void Add(TensorProto proto, bool isTrainable, bool isStatistic)
    {
        var tensor = Create(proto);
        if (isStatistic)
        {
            Statistics.Add(new(proto.Name, tensor));
        }
        else if (isTrainable)
        {
            tensor.requires_grad_(true);
            Parameters.Add(new(proto.Name, tensor));
        }

        _all[proto.Name] = tensor;
    }

    // Detached: a tensor made inside a caller's dispose scope would end with that scope.
    private static torch.Tensor Create(TensorProto proto) =>
        torch.tensor(proto.ToFloats(), [.. proto.Dims]).DetachFromDisposeScope();
}

/// <summary>A tensor of a graph and its name there.</summary>
internal sealed record NamedTensor(string Name, torch.Tensor Tensor);
