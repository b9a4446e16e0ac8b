using Google.Protobuf.WellKnownTypes;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Footprint.Metering;
using GreenMl.ResourceGovernance.Domain;
using GreenMl.ResourceGovernance.Runs;

namespace GreenMl.ResourceGovernance.Tests.Receipts;

/// <summary>Runs that are over, as their sagas keep them.</summary>
internal static class FinishedRuns
{
    public static readonly DateTimeOffset Start = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan StepDuration = TimeSpan.FromSeconds(10);

    /// <summary>A completed run whose steps took ten seconds each and used <paramref name="cpuSeconds"/> each.</summary>
    public static RunSaga ARun(bool withBaseline = true, double cpuSeconds = 8, double machineCpuSeconds = 100)
    {
        var planned = RunPlan.Create(withBaseline, withEndpoint: false);
        var window = StepDuration * planned.Count;
        return new()
        {
            CorrelationId = Guid.CreateVersion7(),
            CurrentState = nameof(RunMachine.Completed),
            Spec = new() { Name = "glyphs", Baseline = withBaseline },
            StartedAt = Start,
            FinishedAt = Start + window,
            MachineAtStart = ASnapshot(TimeSpan.Zero, 0),
            MachineAtEnd = ASnapshot(window, machineCpuSeconds),
            Steps = [.. planned.Select((step, index) => AStep(step, Start + (index * StepDuration), cpuSeconds))],
        };
    }

    public static MachineSnapshot ASnapshot(TimeSpan uptime, double busyCpuSeconds, string bootId = "boot") =>
        new()
        {
            BootId = bootId,
            At = Start + uptime,
            Uptime = TimeSpan.FromHours(1) + uptime,
            Vcpus = 2,
            BusyCpuSeconds = busyCpuSeconds,
            IdleCpuSeconds = Math.Max(0, (2 * uptime.TotalSeconds) - busyCpuSeconds),
            StealCpuSeconds = 0,
            Rapl = [],
        };

    private static RunSagaStep AStep(PlannedStep planned, DateTimeOffset startedAt, double cpuSeconds)
    {
        var step = new RunSagaStep
        {
            Phase = planned.Phase,
            IsBaseline = planned.IsBaseline,
            JobId = Guid.CreateVersion7(),
            State = JobState.Succeeded,
            StartedAt = startedAt,
            FinishedAt = startedAt + StepDuration,
            Attempts = 1,
            Measurements = [AMeasurement(startedAt, cpuSeconds)],
        };
        switch (planned.Phase)
        {
            case RunPhase.Curation:
                step.Dataset = new DatasetVersion
                {
                    Uri = "object://datasets/one",
                    SourceRows = 9000,
                    TrainingRows = planned.IsBaseline ? 7000 : 2800,
                    DroppedRows = { ["exact_duplicate"] = 2229 },
                };
                break;
            case RunPhase.Training:
                step.Model = new TrainedModel
                {
                    TestAccuracy = AProportion(0.97),
                    ValidationAccuracy = AProportion(0.96),
                };
                break;
            default:
                step.Optimized = AnOptimizedModel(planned.IsBaseline);
                break;
        }

        return step;
    }

    /// <summary>The baseline ships its parent; the other line ships int8 at half the energy.</summary>
    private static OptimizedModel AnOptimizedModel(bool isBaseline)
    {
        var parent = AVariant("fp32", 2e-3, 120_000);
        return isBaseline
            ? new() { Variants = { parent }, Chosen = "fp32" }
            : new() { Variants = { parent, AVariant("int8", 1e-3, 40_000) }, Chosen = "int8" };
    }

    private static Variant AVariant(string name, double joules, long bytes) =>
        new()
        {
            Name = name,
            SizeBytes = bytes,
            Accuracy = AProportion(0.97),
            CpuSecondsPerInference = joules / 2,
            JoulesPerInference = AnEstimate(joules),
            Accepted = true,
            Reason = "measured",
        };

    private static StepMeasurement AMeasurement(DateTimeOffset startedAt, double cpuSeconds) =>
        new()
        {
            Step = "work",
            StartedAt = Timestamp.FromDateTimeOffset(startedAt),
            DurationSeconds = StepDuration.TotalSeconds,
            CpuSeconds = cpuSeconds,
            ActiveJoules = AnEstimate(1.5 * cpuSeconds),
            IdleJoules = AnEstimate(20),
            ReservedVcpus = 1,
        };

    private static Estimate AnEstimate(double joules) =>
        new()
        {
            Low = joules / 2,
            Central = joules,
            High = joules * 2,
            Grade = Contracts.Common.V1.EvidenceGrade.Modelled,
            Source = "test",
        };

    private static Proportion AProportion(double value) =>
        new()
        {
            Value = value,
            Low = value - 0.01,
            High = value + 0.01,
            SampleSize = 1500,
        };
}
