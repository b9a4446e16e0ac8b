using System.Text.Json;
using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Footprint.Tests.Metering;

public class MachineMeterTests
{
    private static readonly PowerModel Model = PowerModel.Of(
        new Hardware("AMD EPYC", "EPYC 4th Gen", Vcpus: 2, MemoryBytes: 1_000_000_000, IsVirtual: true),
        FactorTables.Load()
    );

    private readonly MachineMeter _meter = new(Model, new FakeTimeProvider());

    [Fact]
    public void The_machine_is_charged_its_busy_seconds_and_all_of_its_idle_power()
    {
        var energy = _meter.Energy(ASnapshot(), ASnapshot(seconds: 100, busy: 30));
        Assert.Equal(30, energy.BusyCpuSeconds);
        Assert.Equal(30 * (2.2822 - 0.7391), energy.Active.Central.Joules, 1e-9);
        Assert.Equal(100 * Model.Idle.Central.Watts, energy.Idle.Central.Joules, 1e-9);
        Assert.Equal(EvidenceGrade.Modelled, energy.Total.Grade);
        Assert.Equal(MachineDoubts.None, energy.Doubts);
    }

    [Fact]
    public void Snapshots_of_different_boots_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            _meter.Energy(ASnapshot(), ASnapshot(seconds: 100) with { BootId = "other" })
        );
        Assert.Contains("started anew", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.99)]
    [InlineData(0)]
    [InlineData(-5)]
    public void Windows_below_the_floor_are_refused(double seconds)
    {
        var error = Assert.Throws<ArgumentException>(() => _meter.Energy(ASnapshot(), ASnapshot(seconds)));
        Assert.Contains("at least 1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_counter_gives_a_measured_total_without_bounds()
    {
        var energy = _meter.Energy(ASnapshot(rapl: 5_000_000), ASnapshot(seconds: 10, rapl: 8_500_000));
        Assert.Equal(EvidenceGrade.Measured, energy.Total.Grade);
        Assert.Equal((3.5, 3.5, 3.5), Joules(energy.Total));
    }

    [Fact]
    public void A_counter_that_wrapped_once_is_unwrapped()
    {
        var energy = _meter.Energy(ASnapshot(rapl: 262_143_000_000), ASnapshot(seconds: 10, rapl: 1_999_999));
        Assert.Equal(2.32885, energy.Counted!.Central.Joules, 1e-9);
    }

    [Fact]
    public void A_counter_that_may_have_wrapped_more_than_once_is_not_used()
    {
        var energy = _meter.Energy(ASnapshot(rapl: 5_000_000), ASnapshot(seconds: 600, rapl: 6_000_000));
        Assert.Null(energy.Counted);
        Assert.Equal(MachineDoubts.EnergyCounterUnusable, energy.Doubts);
        Assert.Equal(EvidenceGrade.Modelled, energy.Total.Grade);
    }

    [Fact]
    public void A_counter_that_was_reset_is_not_taken_for_megawatts()
    {
        var energy = _meter.Energy(ASnapshot(rapl: 200_000_000_000), ASnapshot(seconds: 10, rapl: 1_000_000));
        Assert.Null(energy.Counted);
        Assert.Equal(MachineDoubts.EnergyCounterUnusable, energy.Doubts);
    }

    [Fact]
    public void A_counter_that_disappeared_is_a_doubt_not_a_zero()
    {
        var energy = _meter.Energy(ASnapshot(rapl: 1), ASnapshot(seconds: 10));
        Assert.Null(energy.Counted);
        Assert.Equal(MachineDoubts.EnergyCounterUnusable, energy.Doubts);
    }

    [Fact]
    public void A_cpu_clock_that_ran_backwards_leaves_the_active_energy_only_bounded()
    {
        var energy = _meter.Energy(
            ASnapshot() with
            {
                BusyCpuSeconds = 500,
                IdleCpuSeconds = 0,
            },
            ASnapshot(seconds: 10) with
            {
                BusyCpuSeconds = 3,
                IdleCpuSeconds = 517,
            }
        );
        Assert.True(energy.Doubts.HasFlag(MachineDoubts.CpuCounterReset));
        Assert.Null(energy.BusyCpuSeconds);
        Assert.Equal(0, energy.Active.Low.Joules);
        Assert.Equal(20 * Model.ActivePerVcpu.High.Watts, energy.Active.High.Joules, 1e-9);
        Assert.Equal(EvidenceGrade.Table, energy.Active.Grade);
    }

    [Fact]
    public void Time_the_machine_was_suspended_is_missing_and_charged_no_idle_energy()
    {
        var to = ASnapshot(seconds: 100) with { IdleCpuSeconds = 1_000 + (2 * 40) };
        var energy = _meter.Energy(ASnapshot(), to);
        Assert.Equal(MachineDoubts.MissingTime, energy.Doubts);
        Assert.Equal(60, energy.MissingTime.TotalSeconds, 1e-6);
        Assert.Equal(40 * Model.Idle.Central.Watts, energy.Idle.Central.Joules, 1e-6);
    }

    [Fact]
    public void Stolen_time_is_flagged_and_not_taken_for_work()
    {
        var energy = _meter.Energy(
            ASnapshot(),
            ASnapshot(seconds: 100, busy: 30) with
            {
                StealCpuSeconds = 10,
                IdleCpuSeconds = 1_160,
            }
        );
        Assert.Equal(MachineDoubts.Steal, energy.Doubts);
        Assert.Equal(0.25, energy.StealShare);
        Assert.True(energy.RoundingJoules >= Model.ActiveEnergy(10).Central.Joules);
        Assert.Equal(30, energy.BusyCpuSeconds);
    }

    [Fact]
    public void Snapshots_and_energies_round_trip_through_json()
    {
        var first = ASnapshot(rapl: 5_000_000);
        var json = JsonSerializer.Serialize(first, FootprintJsonContext.Default.MachineSnapshot);
        var back = JsonSerializer.Deserialize(json, FootprintJsonContext.Default.MachineSnapshot)!;
        Assert.Equal(first.Rapl, back.Rapl);
        Assert.Equal(first with { Rapl = [] }, back with { Rapl = [] });

        var energy = _meter.Energy(back, ASnapshot(seconds: 10, rapl: 8_500_000));
        var energyJson = JsonSerializer.Serialize(energy, FootprintJsonContext.Default.MachineEnergy);
        Assert.Equal(energy, JsonSerializer.Deserialize(energyJson, FootprintJsonContext.Default.MachineEnergy));
    }

    [Fact]
    public async Task A_snapshot_reads_the_kernel_files_and_only_whole_packages()
    {
        using var root = new TemporaryDirectory();
        await Write(root, "proc/stat", ProcTextTests.RecordedStat);
        await Write(root, "proc/uptime", "2245.37 4310.20\n");
        await Write(root, "proc/sys/kernel/random/boot_id", "6867d444-508b-4216-810f-c4b90e244db9\n");
        await WriteZone(root, "intel-rapl:0", "package-0", 123_456);
        await WriteZone(root, "intel-rapl:0:0", "core", 100_000);
        await WriteZone(root, "intel-rapl:1", "psys", 999_999);

        var snapshot = new MachineMeter(Model, new FakeTimeProvider(), root.Path).Snapshot();
        Assert.Equal("6867d444-508b-4216-810f-c4b90e244db9", snapshot.BootId);
        Assert.Equal(2245.37, snapshot.Uptime.TotalSeconds);
        Assert.Equal(2, snapshot.Vcpus);
        Assert.Equal([new RaplCounter("intel-rapl:0", 123_456, 262_143_328_850)], snapshot.Rapl);
    }

    [Fact]
    public void A_system_without_proc_says_so()
    {
        using var root = new TemporaryDirectory();
        var meter = new MachineMeter(Model, new FakeTimeProvider(), root.Path);
        Assert.Throws<PlatformNotSupportedException>(meter.Snapshot);
    }

    [Fact]
    public void Two_snapshots_of_this_machine_are_of_one_boot_and_in_order()
    {
        var meter = new MachineMeter(PowerModel.OfThisMachine(FactorTables.Load()), TimeProvider.System);
        var (first, second) = (meter.Snapshot(), meter.Snapshot());
        Assert.Equal(first.BootId, second.BootId);
        Assert.True(second.BusyCpuSeconds >= first.BusyCpuSeconds && first.BusyCpuSeconds > 0);
    }

    internal static MachineSnapshot ASnapshot(double seconds = 0, double busy = 0, long? rapl = null) =>
        new()
        {
            BootId = "boot",
            At = new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(seconds),
            Uptime = TimeSpan.FromSeconds(5_000 + seconds),
            Vcpus = 2,
            BusyCpuSeconds = 200 + busy,
            IdleCpuSeconds = 1_000 + (2 * seconds) - busy,
            StealCpuSeconds = 0,
            Rapl = rapl is { } microjoules ? [new RaplCounter("intel-rapl:0", microjoules, 262_143_328_850)] : [],
        };

    private static (double, double, double) Joules(EnergyEstimate energy) =>
        (energy.Low.Joules, energy.Central.Joules, energy.High.Joules);

    private static async Task WriteZone(TemporaryDirectory root, string zone, string name, long microjoules)
    {
        await Write(root, $"sys/class/powercap/{zone}/name", $"{name}\n");
        await Write(root, $"sys/class/powercap/{zone}/energy_uj", $"{microjoules}\n");
        await Write(root, $"sys/class/powercap/{zone}/max_energy_range_uj", "262143328850\n");
    }

    private static Task Write(TemporaryDirectory root, string path, string text)
    {
        var file = root.Combine(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return File.WriteAllTextAsync(file, text);
    }
}
