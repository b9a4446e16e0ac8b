using System.Text.Json;
using GreenMl.Contracts.Training.V1;
using GreenMl.Footprint;
using GreenMl.Testing;
using GreenMl.Units;
using GreenMl.Workers;
using WireMeasurement = GreenMl.Contracts.Common.V1.StepMeasurement;

namespace GreenMl.Jobs.Tests.Engine;

/// <summary>A driver over real worker processes, which are shell scripts here: the contract is about processes.</summary>
internal sealed class ShellDriver : IJobDriver<TrainingSpec, TrainedModel>
{
    public const string Succeed = """echo '{"epochs":4,"unknown":1}' > output/data/result.json""";

    /// <summary>Appends one measured step, as an attempt of its own.</summary>
    public static readonly string Measure =
        $$"""echo '{"attempt":"'$(cat /proc/sys/kernel/random/uuid)'","sequence":0,"measurement":{{Measurement()}}}' """
        + ">> checkpoints/measurements.jsonl";

    public ShellDriver(TemporaryDirectory folder, string script)
    {
        var file = folder.Combine("worker.sh");
        File.WriteAllText(file, script);
        Worker = new(
            folder.Combine("jobs"),
            folder.Combine("logs"),
            new WorkerOptions
            {
                Command = "/bin/sh",
                Assembly = file,
                GraceSeconds = 30,
            }
        );
    }

    public LocalWorker Worker { get; }

    public string Name => "shell";

    public async Task<DriverOutcome<TrainedModel>> RunAsync(
        Guid jobId,
        TrainingSpec spec,
        IProgress<WorkerProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var exit = await Worker.RunAsync(
            jobId,
            new Dictionary<string, string> { ["model"] = spec.Model },
            (layout, token) => WriteChannelAsync(layout, token),
            progress,
            cancellationToken
        );
        return new(
            exit,
            exit.Outcome == WorkerOutcome.Succeeded
                ? await Worker.ReadResultAsync<TrainedModel>(jobId, cancellationToken)
                : null
        );
    }

    public Task<IReadOnlyList<WireMeasurement>> MeasureAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult(Worker.Measurements(jobId));

    public Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        Worker.Forget(jobId);
        return Task.CompletedTask;
    }

    private static async Task WriteChannelAsync(WorkerLayout layout, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(layout.Channel("data"));
        await File.WriteAllTextAsync(Path.Combine(layout.Channel("data"), "rows"), "1,2,3", cancellationToken);
    }

    private static string Measurement() =>
        JsonSerializer.Serialize(
            new StepMeasurement
            {
                Step = "train",
                StartedAt = Jobs.Noon,
                Duration = TimeSpan.FromSeconds(2),
                CpuSeconds = 1.5,
                Active = Joules(1, 2, 3),
                Idle = Joules(0, 0, 0),
                ReservedVcpus = 1,
                PeakMemoryBytes = 1,
                BytesRead = null,
                BytesWritten = null,
            },
            JsonSerializerOptions.Web
        );

    private static EnergyEstimate Joules(double low, double central, double high) =>
        new(
            Energy.FromJoules(low),
            Energy.FromJoules(central),
            Energy.FromJoules(high),
            EvidenceGrade.Modelled,
            "test"
        );
}
