using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Models;

/// <summary>One row, bound to a session together with the memory of the first output.</summary>
internal sealed class BoundInference : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private readonly OrtIoBinding _binding;

    public BoundInference(InferenceSession session, float[] input, long[] inputShape, long[] outputShape)
    {
        _session = session;
        _input = OrtValue.CreateTensorValueFromMemory(input, inputShape);
        var length = outputShape.Aggregate(1L, (product, size) => product * size);
        _output = OrtValue.CreateTensorValueFromMemory(new float[length], outputShape);
        _binding = session.CreateIoBinding();
        _binding.BindInput(session.InputNames[0], _input);
        _binding.BindOutput(session.OutputNames[0], _output);
    }

    /// <summary>Runs the row once.</summary>
    public void Run() => _session.RunWithBinding(_options, _binding);

    /// <inheritdoc />
    public void Dispose()
    {
        _binding.Dispose();
        _output.Dispose();
        _input.Dispose();
        _options.Dispose();
    }
}
