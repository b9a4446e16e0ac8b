using GreenMl.Bundles;
using GreenMl.InferenceHosting.Server.Inference;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.InferenceHosting.Server.Models;

/// <summary>
/// A model in a runtime session. Requests run on it concurrently, each on the thread that serves it: one session with
/// many single-threaded requests gives more rows per CPU-second than one request on many threads.
/// </summary>
internal sealed class ServedModel(ModelBundle bundle, InferenceSession session, string file) : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames = [.. bundle.Manifest.Inputs.Select(input => input.Name)];

    public BundleManifest Manifest => bundle.Manifest;

    /// <summary>The file that the session runs: the portable model or a form optimized for this CPU.</summary>
    public string File { get; } = file;

    public IReadOnlyList<TensorDefinition> Inputs { get; } =
    [.. bundle.Manifest.Inputs.Select(spec => new TensorDefinition(spec))];

    public IReadOnlyList<TensorDefinition> Outputs { get; } =
    [.. bundle.Manifest.Outputs.Select(spec => new TensorDefinition(spec))];

    /// <summary>Whether every input has a row dimension of any size.</summary>
    public bool IsBatched => Inputs.All(input => input.HasRows);

    /// <summary>Most rows in one request.</summary>
    public int MaxBatch => IsBatched ? Manifest.Session.MaxBatch : 1;

    /// <summary>Refuses the name or version of another model; an empty version means the one that is served.</summary>
    /// <exception cref="RequestException">NOT_FOUND, with what is served instead.</exception>
    public void CheckIdentity(string name, string version, string nameField, string versionField)
    {
        if (name != Manifest.Name)
        {
            throw RequestException.ModelNotFound(
                nameField,
                $"there is no model '{name}'; this server has '{Manifest.Name}'."
            );
        }

        if (version.Length > 0 && version != Manifest.Version)
        {
            throw RequestException.ModelNotFound(
                versionField,
                $"'{name}' has no version '{version}'; leave it empty or send '{Manifest.Version}'."
            );
        }
    }

    /// <summary>Computes the named outputs; the caller disposes them.</summary>
    /// <param name="inputs">Values in the order of <see cref="Inputs"/>.</param>
    /// <param name="outputNames">Names of the outputs to return, in this order.</param>
    /// <exception cref="OnnxRuntimeException">The model can't take these values.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames
    ) => session.Run(_runOptions, _inputNames, inputs, outputNames);

    public void Dispose()
    {
        _runOptions.Dispose();
        session.Dispose();
    }
}
