using GreenMl.InferenceHosting.Server.Metering;
using GreenMl.InferenceHosting.Server.Models;
using Grpc.Core;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>One inference from its first byte to its last: its memory, its values, its cost.</summary>
internal sealed class InferenceRun(ServedModel model, PinnedBufferPool buffers, InferenceStatistics statistics)
    : IDisposable
{
    // ONNX Runtime's C# exceptions carry their code in the text only.
    private const string InvalidArgumentMark = "[ErrorCode:InvalidArgument]";

    private readonly List<PinnedBuffer> _rented = [];
    private readonly OrtValue?[] _inputs = new OrtValue?[model.Inputs.Count];
    private IDisposableReadOnlyCollection<OrtValue>? _outputs;
    private bool _isWritten;
    private bool _isDisposed;

    public ServedModel Model => model;

    public InferenceCost Cost { get; } = new();

    /// <summary>Number of rows; 1 for a model without a row dimension.</summary>
    public int Rows { get; set; } = 1;

    /// <summary>The outputs in the order asked for, after <see cref="Compute"/>.</summary>
    public IReadOnlyList<OrtValue> Outputs => _outputs ?? throw new InvalidOperationException("Not computed yet.");

    /// <summary>Memory of undefined content that lives as long as this run.</summary>
    public PinnedBuffer Rent(int length)
    {
        var buffer = buffers.Rent(length);
        _rented.Add(buffer);
        return buffer;
    }

    /// <summary>Makes the bytes of a rented buffer, which stay in place, the value of an input.</summary>
    public void SetInput(int index, PinnedBuffer elements, long[] shape) =>
        _inputs[index] = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            model.Inputs[index].Datatype.Element,
            shape,
            elements.Address,
            elements.Length
        );

    /// <summary>Makes strings the value of an input; the caller fills them in.</summary>
    public OrtValue SetTextInput(int index, long[] shape)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        _inputs[index] = value;
        return value;
    }

    /// <summary>Whether an input has its value.</summary>
    public bool HasInput(int index) => _inputs[index] is not null;

    /// <summary>Runs the model on the inputs, all of which are set.</summary>
    /// <exception cref="RequestException">The model refuses the values, or fails.</exception>
    public void Compute(IReadOnlyCollection<string> outputNames)
    {
        using var measurement = Cost.Measure(InferencePhase.Compute);
        try
        {
            _outputs = model.Run(_inputs!, outputNames);
        }
        catch (OnnxRuntimeException e)
        {
            var code = e.Message.StartsWith(InvalidArgumentMark, StringComparison.Ordinal)
                ? StatusCode.InvalidArgument
                : StatusCode.Internal;
            throw new RequestException(
                code,
                "MODEL_FAILED",
                "inputs",
                $"inputs: the model failed on them: {e.Message}"
            );
        }
    }

    /// <summary>Notes that the whole response was written, which makes the run a success.</summary>
    public void Complete() => _isWritten = true;

    /// <summary>Counts the run and gives back its memory.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (_isWritten)
        {
            statistics.AddSuccess(Rows, Cost);
        }
        else
        {
            statistics.AddFailure(Cost);
        }

        _outputs?.Dispose();
        Array.ForEach(_inputs, input => input?.Dispose());
        _rented.ForEach(buffers.Return);
    }
}
