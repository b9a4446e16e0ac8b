using System.Diagnostics;
using System.Text.Json;
using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Footprint.Tests.Metering;

public class WorkMeterTests
{
    private static readonly FactorTables Tables = FactorTables.Load();
    private static readonly PowerModel Model = PowerModel.Of(
        new Hardware("AMD EPYC", "EPYC 4th Gen", Vcpus: 2, MemoryBytes: 1_000_000_000, IsVirtual: true),
        Tables
    );

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
    private ProcessUsage? _usage = new(10, 1_000, 100, 50);

    [Fact]
    public void A_step_is_charged_its_own_cpu_seconds_and_its_reserved_share_of_idle_power()
    {
        var meter = AMeter(reservedVcpus: 1);
        using var session = meter.Start("train");
        var startedAt = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(4));
        _usage = new(13, 2_000, 175, 60);
        var step = session.Stop();

        Assert.Equal(("train", startedAt, TimeSpan.FromSeconds(4)), (step.Step, step.StartedAt, step.Duration));
        Assert.Equal(3, step.CpuSeconds);
        Assert.Equal((2_000, 75, 10), (step.PeakMemoryBytes, step.BytesRead, step.BytesWritten));
        Assert.Equal(3 * (2.2822 - 0.7391), step.Active.Central.Joules, 1e-9);
        Assert.Equal(4 * Model.Idle.Central.Watts / 2, step.Idle.Central.Joules, 1e-9);
        Assert.Equal(EvidenceGrade.Modelled, step.Total.Grade);
        Assert.Contains("EPYC 4th Gen", step.Active.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_show_the_step_so_far_and_stopping_ends_it_for_good()
    {
        var meter = AMeter();
        using var session = meter.Start("train");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), session.Sample().Duration);
        _time.Advance(TimeSpan.FromSeconds(1));
        var final = session.Stop();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(2), final.Duration);
        Assert.Same(final, session.Stop());
        Assert.Same(final, session.Sample());
    }

    [Fact]
    public void Two_steps_of_one_process_may_not_overlap()
    {
        var meter = AMeter();
        using var first = meter.Start("read");
        var error = Assert.Throws<InvalidOperationException>(() => meter.Start("train"));
        Assert.Contains("'read'", error.Message, StringComparison.Ordinal);

        first.Stop();
        using var second = meter.Start("train");
        first.Dispose();
        Assert.Throws<InvalidOperationException>(() => meter.Start("third"));
    }

    [Fact]
    public void A_process_that_dies_during_a_step_keeps_what_it_used_until_its_last_reading()
    {
        var meter = AMeter();
        using var session = meter.Start("serve");
        _usage = new(12, 2_000, 175, 60);
        session.Sample();
        _usage = null;
        _time.Advance(TimeSpan.FromSeconds(5));
        var step = session.Stop();
        Assert.Equal(2, step.CpuSeconds);
        Assert.Equal(75, step.BytesRead);
        Assert.Throws<InvalidOperationException>(() => meter.Start("again"));
    }

    [Fact]
    public void Unknown_byte_counts_stay_unknown()
    {
        _usage = new(10, 1_000, null, null);
        var step = AMeter().Start("train").Stop();
        Assert.Null(step.BytesRead);
        Assert.Null(step.BytesWritten);
    }

    [Fact]
    public void A_measurement_round_trips_through_json()
    {
        using var session = AMeter(reservedVcpus: 0.5).Start("train");
        _time.Advance(TimeSpan.FromMilliseconds(1_234.5));
        _usage = new(11.25, 2_000, null, 60);
        var step = session.Stop();
        var json = JsonSerializer.Serialize(step, FootprintJsonContext.Default.StepMeasurement);
        Assert.Equal(step, JsonSerializer.Deserialize(json, FootprintJsonContext.Default.StepMeasurement));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Reserving_nothing_is_refused(double reserved)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => AMeter(reserved));
        Assert.Equal("reservedVcpus", error.ParamName);
    }

    [Fact]
    public void Work_done_by_this_process_shows_as_cpu_seconds()
    {
        var meter = WorkMeter.OfThisProcess(PowerModel.OfThisMachine(Tables), TimeProvider.System);
        using var session = meter.Start("spin");
        var spent = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - spent < TimeSpan.FromMilliseconds(50)) { }

        var step = session.Stop();
        Assert.True(step.CpuSeconds >= 0.05, $"{step.CpuSeconds} CPU-seconds after using 0.05.");
        Assert.True(step.PeakMemoryBytes > 1_000_000);
        Assert.True(step.Active.Low.Joules > 0 && step.Idle.Low.Joules > 0);
    }

    [RequiresCommandFact("sh")]
    public async Task A_child_that_ended_is_counted_with_its_parent()
    {
        var meter = WorkMeter.OfThisProcess(PowerModel.OfThisMachine(Tables), TimeProvider.System);
        using var session = meter.Start("child");
        var before = ProcessReader.OfThisProcess()!.CpuSeconds - Environment.CpuUsage.TotalTime.TotalSeconds;
        using var child = Process.Start("sh", ["-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"]);
        await child.WaitForExitAsync();
        var after = ProcessReader.OfThisProcess()!.CpuSeconds - Environment.CpuUsage.TotalTime.TotalSeconds;
        Assert.True(after - before >= 0.03, $"The child added {after - before} CPU-seconds.");
        Assert.True(session.Stop().CpuSeconds >= 0.03);
    }

    [RequiresCommandFact("sleep")]
    public async Task Another_process_is_measured_until_it_ends()
    {
        using var child = Process.Start("sleep", ["30"]);
        var meter = WorkMeter.OfProcess(child.Id, Model, TimeProvider.System, reservedVcpus: 1);
        using var session = meter.Start("serve");
        Assert.True(session.Sample().PeakMemoryBytes > 0);
        child.Kill();
        await child.WaitForExitAsync();
        Assert.True(session.Stop().PeakMemoryBytes > 0);
        Assert.Throws<InvalidOperationException>(() => meter.Start("again"));
    }

    private WorkMeter AMeter(double reservedVcpus = 2) => new(Model, reservedVcpus, _time, () => _usage);
}
