using System.Text.Json;

namespace GreenMl.Workers;

/// <summary>
/// The folders of one job, laid out as SageMaker lays out <c>/opt/ml</c> for a training container: the same worker runs
/// here and there. Nothing is created until it is asked for.
/// </summary>
/// <param name="root">The folder that stands for <c>/opt/ml</c>.</param>
public sealed class WorkerLayout(string root)
{
    /// <summary>Names the root folder in the worker's environment.</summary>
    public const string RootVariable = "GREENML_WORKER_ROOT";

    /// <summary>The root that SageMaker gives every container.</summary>
    public const string DefaultRoot = "/opt/ml";

    /// <summary>The folder that stands for <c>/opt/ml</c>.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The parameters of the job: one JSON object, every value a string.</summary>
    public string HyperparametersFile => Path.Combine(Root, "input", "config", "hyperparameters.json");

    /// <summary>Where the worker leaves what the job is for; SageMaker uploads it as <c>model.tar.gz</c>.</summary>
    public string ModelDirectory => Path.Combine(Root, "model");

    /// <summary>What a resumed attempt finds again; SageMaker keeps it in S3 while the job runs.</summary>
    public string CheckpointDirectory => Path.Combine(Root, "checkpoints");

    /// <summary>Reports beside the model; SageMaker uploads them as <c>output.tar.gz</c>.</summary>
    public string OutputDirectory => Path.Combine(Root, "output", "data");

    /// <summary>The worker's result: one JSON object that its service understands.</summary>
    public string ResultFile => Path.Combine(OutputDirectory, "result.json");

    /// <summary>Written when the work failed: the reason, a colon, and the message.</summary>
    public string FailureFile => Path.Combine(Root, "output", "failure");

    /// <summary>The measurements of every attempt; kept with the checkpoints so that no attempt's energy is lost.</summary>
    public string MeasurementsFile => Path.Combine(CheckpointDirectory, "measurements.jsonl");

    /// <summary>The layout that the environment names, else <see cref="DefaultRoot"/>.</summary>
    public static WorkerLayout FromEnvironment() =>
        new(Environment.GetEnvironmentVariable(RootVariable) ?? DefaultRoot);

    /// <summary>The folder of an input channel.</summary>
    public string Channel(string name) => Path.Combine(Root, "input", "data", name);

    /// <summary>Creates every folder that a worker may write to.</summary>
    public void CreateOutputDirectories()
    {
        Directory.CreateDirectory(ModelDirectory);
        Directory.CreateDirectory(CheckpointDirectory);
        Directory.CreateDirectory(OutputDirectory);
    }

    /// <summary>Writes the parameters that the worker will read.</summary>
    public void WriteHyperparameters(IReadOnlyDictionary<string, string> parameters)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(HyperparametersFile)!);
        File.WriteAllBytes(
            HyperparametersFile,
            JsonSerializer.SerializeToUtf8Bytes(
                new Dictionary<string, string>(parameters),
                WorkerJsonContext.Default.DictionaryStringString
            )
        );
    }
}
