using GreenMl.Workers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace GreenMl.ModelOptimization.Worker.Models;

/// <summary>
/// A model in ONNX Runtime as an endpoint runs it: one thread, which is the caller's, and no spinning. So the CPU time of
/// the calling thread is the CPU time of the inference.
/// </summary>
internal sealed class ModelSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    private ModelSession(InferenceSession session) => _session = session;

    /// <summary>Gets the values of one output; they are gone when it returns.</summary>
    internal delegate void TensorReader(string name, ReadOnlySpan<float> values);

    /// <summary>The version of ONNX Runtime.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>The inputs by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    /// <summary>The outputs by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>The names of the outputs in the order of the graph.</summary>
    public IReadOnlyList<string> OutputNames => _session.OutputNames;

    /// <summary>Loads a model.</summary>
    /// <param name="model">The content of an ONNX file.</param>
    /// <param name="level">How far the runtime optimizes the graph while it loads.</param>
    /// <param name="optimizedFile">Where to leave the optimized graph; null leaves it nowhere.</param>
    /// <exception cref="WorkerFailureException">The runtime cannot run the model.</exception>
    public static ModelSession Open(byte[] model, GraphOptimizationLevel level, string? optimizedFile = null)
    {
        OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        using var options = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
            IntraOpNumThreads = 1,
            GraphOptimizationLevel = level,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (optimizedFile is not null)
        {
            options.OptimizedModelFilePath = optimizedFile;
        }

        return Guarded(() => new ModelSession(new InferenceSession(model, options)));
    }

    /// <summary>The first output for a batch of rows.</summary>
    /// <param name="input">The rows one after the other.</param>
    /// <param name="shape">The shape of the input.</param>
    /// <returns>The scores, row by row, and the shape of the output.</returns>
    public (float[] Scores, long[] Shape) Run(float[] input, long[] shape) =>
        Guarded(() =>
        {
            using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
            using var outputs = _session.Run(_options, _session.InputNames, [value], [_session.OutputNames[0]]);
            var output = outputs[0];
            return (output.GetTensorDataAsSpan<float>().ToArray(), output.GetTensorTypeAndShape().Shape);
        });

    /// <summary>Calls <paramref name="read"/> with the name and the values of every float output.</summary>
    public void RunAll(float[] input, long[] shape, TensorReader read) =>
        Guarded(() =>
        {
            using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
            using var outputs = _session.Run(_options, _session.InputNames, [value], _session.OutputNames);
            for (var i = 0; i < outputs.Count; i++)
            {
                if (outputs[i].GetTensorTypeAndShape().ElementDataType == TensorElementType.Float)
                {
                    read(_session.OutputNames[i], outputs[i].GetTensorDataAsSpan<float>());
                }
            }

            return true;
        });

    /// <summary>Prepares running one row again and again without garbage.</summary>
    public BoundInference Bind(float[] input, long[] shape)
    {
        var (_, outputShape) = Run(input, shape);
        return new(_session, input, shape, outputShape);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    private static T Guarded<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (OnnxRuntimeException e)
        {
            throw new WorkerFailureException(
                WorkerFailureException.InvalidModel,
                $"ONNX Runtime {RuntimeVersion} can't run the model: {e.Message}",
                e
            );
        }
    }
}
