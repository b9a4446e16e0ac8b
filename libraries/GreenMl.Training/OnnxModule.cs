using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>
/// Runs an ONNX graph with TorchSharp, so that its weights can be trained by automatic differentiation and written back
/// into the same graph: what is trained is what is served. The graph has one required float32 input and one output that
/// counts. Not thread-safe.
/// </summary>
public sealed class OnnxModule : IDisposable
{
    private readonly ModelProto _model;
    private readonly GraphTensors _tensors;
    private readonly CompiledGraph _graph;

    /// <summary>Prepares <paramref name="model"/>, which is not changed. Loads libtorch if need be.</summary>
    /// <exception cref="InvalidModelException">An operator or weight cannot be trained; names the node and what can.</exception>
    public OnnxModule(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        TorchRuntime.Load();
        _model = model;
        _tensors = GraphTensors.Of(model.Graph);
        _graph = CompiledGraph.Of(model, _tensors);
    }

    /// <summary>The operators of the standard operator set that a trainable model may use.</summary>
    public static IReadOnlyList<string> SupportedOperators => OperatorCatalog.Names;

    /// <summary>The weights and biases, in the order of the graph's initializers.</summary>
    public IEnumerable<torch.Tensor> Parameters => _tensors.Parameters.Select(parameter => parameter.Tensor);

    /// <summary>Whether training draws random numbers from torch inside the graph.</summary>
    internal bool HasDropout => _model.Graph.Node.Any(node => node.OpType == "Dropout");

    internal IReadOnlyList<NamedTensor> NamedParameters => _tensors.Parameters;

    internal IReadOnlyList<NamedTensor> Statistics => _tensors.Statistics;

    /// <summary>
    /// Computes the output for a batch and records what the gradient needs. In training, batch normalization uses the
    /// batch and moves its running statistics, and dropout drops. Every intermediate tensor belongs to the caller's
    /// dispose scope: use one scope per step.
    /// </summary>
    /// <param name="batch">The input, float32, shaped as the graph declares.</param>
    /// <param name="training">Whether to behave as in training rather than as served.</param>
    public torch.Tensor Forward(torch.Tensor batch, bool training) => _graph.Run(batch, training, freeEarly: false);

    /// <summary>
    /// Computes the output as served, without gradients, and frees each intermediate tensor after its last use. The
    /// result belongs to the caller's dispose scope.
    /// </summary>
    public torch.Tensor Predict(torch.Tensor batch)
    {
        using var withoutGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return _graph.Run(batch, training: false, freeEarly: true).MoveToOuterDisposeScope();
    }

    /// <summary>The model with the present weights and running statistics. Everything else is as in the original.</summary>
    public ModelProto Export()
    {
        var model = _model.Clone();
        foreach (var tensor in model.Graph.Initializer)
        {
            if (_tensors.Find(tensor.Name) is { } value)
            {
                tensor.SetFloats(TensorBytes.Floats(value));
            }
        }

        return model;
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _tensors.Dispose();
}
