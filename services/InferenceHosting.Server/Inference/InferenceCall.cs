using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Models;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>A ModelInfer call: the request without its raw tensors, which lie in the run's pinned memory.</summary>
internal sealed class InferenceCall(InferenceRun run) : IDisposable
{
    public InferenceRun Run => run;

    /// <summary>The request; its raw_input_contents are empty.</summary>
    public ModelInferRequest Request { get; } = new();

    /// <summary>The raw tensors in the order they came.</summary>
    public List<PinnedBuffer> RawInputs { get; } = [];

    /// <summary>Names of the outputs to return, in order.</summary>
    public IReadOnlyList<TensorDefinition> RequestedOutputs { get; set; } = run.Model.Outputs;

    public void Dispose() => run.Dispose();
}
