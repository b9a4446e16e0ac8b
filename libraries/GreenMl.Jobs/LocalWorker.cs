using System.ComponentModel.DataAnnotations;
using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.Workers;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>The worker program of a service on this machine.</summary>
public sealed class WorkerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Worker";

    /// <summary>The executable.</summary>
    [Required]
    public string Command { get; set; } = "dotnet";

    /// <summary>The worker's assembly; the first argument of the command.</summary>
    [Required]
    public string Assembly { get; set; } = "";

    /// <summary>How long a worker asked to stop may take to save its work, 1 to 600 seconds.</summary>
    [Range(1, 600)]
    public double GraceSeconds { get; set; } = 30;
}

/// <summary>Checks <see cref="WorkerOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;

/// <summary>Runs jobs of a phase in worker processes on this machine, each in a folder of its own.</summary>
/// <param name="jobsDirectory">Holds the folders of the jobs.</param>
/// <param name="logsDirectory">Holds a log file for each job.</param>
/// <param name="options">The worker program.</param>
public sealed class LocalWorker(string jobsDirectory, string logsDirectory, WorkerOptions options)
{
    /// <summary>A worker may report more than its service passes on.</summary>
    private static readonly JsonParser ResultParser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>The folders of a job.</summary>
    public WorkerLayout Layout(Guid jobId) => new(Path.Combine(jobsDirectory, jobId.ToString()));

    /// <summary>
    /// Prepares the folders and runs the worker until it ends. A result that an earlier attempt left is taken as it is:
    /// the service died after the work and before it wrote that down.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="parameters">What the worker is told; all strings.</param>
    /// <param name="prepare">Fills the input channels.</param>
    /// <param name="progress">Told how far the worker is.</param>
    /// <param name="cancellationToken">Asks the worker to save and leave.</param>
    public async Task<WorkerExit> RunAsync(
        Guid jobId,
        IReadOnlyDictionary<string, string> parameters,
        Func<WorkerLayout, CancellationToken, Task> prepare,
        IProgress<WorkerProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var layout = Layout(jobId);
        if (File.Exists(layout.ResultFile))
        {
            return WorkerExit.Succeeded;
        }

        layout.CreateOutputDirectories();
        layout.WriteHyperparameters(parameters);
        await prepare(layout, cancellationToken);
        var program = new WorkerProgram(options.Command, [options.Assembly]);
        var process = new WorkerProcess(program, TimeSpan.FromSeconds(options.GraceSeconds));
        var log = Path.Combine(logsDirectory, $"{jobId}.log");
        return await process.RunAsync(layout, log, progress.Report, cancellationToken);
    }

    /// <summary>
    /// What a worker that succeeded left in its result file: the JSON of <typeparamref name="TResult"/>, without the
    /// fields that only its service knows.
    /// </summary>
    public async Task<TResult> ReadResultAsync<TResult>(Guid jobId, CancellationToken cancellationToken)
        where TResult : IMessage<TResult>, new() =>
        ResultParser.Parse<TResult>(await File.ReadAllTextAsync(Layout(jobId).ResultFile, cancellationToken));

    /// <summary>What all attempts of a job used so far.</summary>
    public IReadOnlyList<StepMeasurement> Measurements(Guid jobId) =>
        [.. new MeasurementLog(Layout(jobId).MeasurementsFile).Read().Select(MeasurementWire.ToWire)];

    /// <summary>Removes the folders of a job; its log stays.</summary>
    public void Forget(Guid jobId)
    {
        if (Directory.Exists(Layout(jobId).Root))
        {
            Directory.Delete(Layout(jobId).Root, recursive: true);
        }
    }
}
