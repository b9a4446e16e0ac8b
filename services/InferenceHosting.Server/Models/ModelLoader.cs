using GreenMl.Bundles;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace GreenMl.InferenceHosting.Server.Models;

/// <summary>Turns a bundle into a model that is ready to serve.</summary>
internal sealed partial class ModelLoader(IOptions<ServerOptions> options, ILogger<ModelLoader> logger)
{
    private ServedModel? _model;

    /// <summary>The model, after <see cref="LoadAsync"/>.</summary>
    public ServedModel Model => _model ?? throw new InvalidOperationException("The model is not loaded yet.");

    /// <summary>Verifies the bundle, opens the best form of its model for this CPU and runs it once.</summary>
    /// <exception cref="InvalidBundleException">The bundle is broken or its model can't run.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var bundle = await ModelBundle.LoadAsync(options.Value.Bundle, cancellationToken);
        var runtime = OrtEnv.Instance();
        runtime.EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        var (session, file) = Open(bundle, runtime.GetVersionString());
        var model = new ServedModel(bundle, session, file);
        try
        {
            ModelSignature.Check(bundle, session);
            WarmUp(bundle, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        LogLoaded(model.Manifest.Name, model.Manifest.Version, file, CpuClass.Current);
        _model = model;
    }

    private (InferenceSession Session, string File) Open(ModelBundle bundle, string runtimeVersion)
    {
        if (bundle.FindOptimized(CpuClass.Current, runtimeVersion) is { } optimized)
        {
            try
            {
                // Optimized ahead of time: doing it again costs start-up time and changes nothing.
                const GraphOptimizationLevel AsItIs = GraphOptimizationLevel.ORT_DISABLE_ALL;
                return (OpenSession(bundle, optimized.File, AsItIs), optimized.File);
            }
            catch (OnnxRuntimeException e)
            {
                LogOptimizedFailed(e, optimized.File);
            }
        }
        else if (bundle.Manifest.Optimized.Count > 0)
        {
            LogNoneFits(CpuClass.Current, runtimeVersion);
        }

        try
        {
            const GraphOptimizationLevel Everything = GraphOptimizationLevel.ORT_ENABLE_ALL;
            return (OpenSession(bundle, ModelBundle.ModelFileName, Everything), ModelBundle.ModelFileName);
        }
        catch (OnnxRuntimeException e)
        {
            var problem = $"ONNX Runtime {runtimeVersion} can't load {ModelBundle.ModelFileName}: {e.Message}";
            throw new InvalidBundleException(bundle.Folder, [problem], e);
        }
    }

    private static InferenceSession OpenSession(ModelBundle bundle, string file, GraphOptimizationLevel level)
    {
        using var settings = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
            IntraOpNumThreads = bundle.Manifest.Session.IntraOpThreads,
            GraphOptimizationLevel = level,
        };
        var spinning = bundle.Manifest.Session.AllowSpinning ? "1" : "0";
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", spinning);
        return new InferenceSession(bundle.PathOf(file), settings);
    }

    private void WarmUp(ModelBundle bundle, ServedModel model)
    {
        var inputs = model.Inputs.Select(CreateBlank).ToArray();
        try
        {
            using var outputs = model.Run(inputs, [.. model.Outputs.Select(output => output.Name)]);
        }
        catch (OnnxRuntimeException e) when (!model.Inputs.All(input => input.HasFixedRows))
        {
            // Where sizes are free, 1 is a guess that the graph may refuse.
            LogNotWarmed(e, model.Manifest.Name);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidBundleException(
                bundle.Folder,
                [$"{model.File} fails on one row of zeros: {e.Message}"],
                e
            );
        }
        finally
        {
            Array.ForEach(inputs, input => input.Dispose());
        }
    }

    private static OrtValue CreateBlank(TensorDefinition input)
    {
        long[] shape = [.. input.Shape.Select(size => Math.Max(1, size))];
        var allocator = OrtAllocator.DefaultInstance;
        if (input.Datatype.IsText)
        {
            return OrtValue.CreateTensorWithEmptyStrings(allocator, shape);
        }

        var value = OrtValue.CreateAllocatedTensorValue(allocator, input.Datatype.Element, shape);
        value.GetTensorMutableRawData().Clear();
        return value;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving {Name} {Version} from {File} on {CpuClass}")]
    private partial void LogLoaded(string name, string version, string file, CpuClass cpuClass);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "No optimized form fits CPU class {CpuClass} and ONNX Runtime {RuntimeVersion}; using the portable model"
    )]
    private partial void LogNoneFits(CpuClass cpuClass, string runtimeVersion);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} can't be loaded; using the portable model")]
    private partial void LogOptimizedFailed(Exception exception, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} was not warmed up: it refuses sizes of 1")]
    private partial void LogNotWarmed(Exception exception, string name);
}
