using GreenMl.Footprint;
using GreenMl.Testing;
using GreenMl.Units;

namespace GreenMl.Workers.Tests;

public sealed class MeasurementLogTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string File => _folder.Combine("measurements.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_last_line_of_a_step_counts()
    {
        var log = new MeasurementLog(File);
        log.Append(0, AStep("land", 1));
        log.Append(0, AStep("land", 2));
        log.Append(1, AStep("split", 3));
        Assert.Equal([2, 3], log.Read().Select(step => step.CpuSeconds));
    }

    [Fact]
    public void Every_attempt_keeps_its_own_steps()
    {
        new MeasurementLog(File).Append(0, AStep("train", 5));
        new MeasurementLog(File).Append(0, AStep("train", 7));
        Assert.Equal([5, 7], new MeasurementLog(File).Read().Select(step => step.CpuSeconds));
    }

    [Fact]
    public void A_line_torn_by_a_kill_loses_only_itself()
    {
        var log = new MeasurementLog(File);
        log.Append(0, AStep("land", 1));
        System.IO.File.AppendAllText(File, "{\"attempt\":\"0");
        log.Append(1, AStep("split", 2));
        Assert.Equal([1, 2], log.Read().Select(step => step.CpuSeconds));
    }

    private static StepMeasurement AStep(string name, double cpuSeconds) =>
        new()
        {
            Step = name,
            StartedAt = DateTimeOffset.UnixEpoch,
            Duration = TimeSpan.FromSeconds(cpuSeconds),
            CpuSeconds = cpuSeconds,
            Active = Joules(cpuSeconds),
            Idle = Joules(0),
            ReservedVcpus = 2,
            PeakMemoryBytes = 1,
            BytesRead = null,
            BytesWritten = 0,
        };

    private static EnergyEstimate Joules(double joules) =>
        new(
            Energy.FromJoules(joules),
            Energy.FromJoules(joules),
            Energy.FromJoules(joules),
            EvidenceGrade.Modelled,
            "test"
        );
}
