using System.Diagnostics;
using CsCheck;
using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.Footprint.Tests.Metering;
using GreenMl.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Footprint.Tests;

public class EnergyBalanceTests
{
    private static readonly PowerModel Model = PowerModel.Of(
        new Hardware("AMD EPYC", "EPYC 4th Gen", Vcpus: 2, MemoryBytes: 24_000_000_000, IsVirtual: true),
        FactorTables.Load()
    );
    private static readonly MachineMeter Meter = new(Model, new FakeTimeProvider());

    /// <summary>Up to eight steps that ran one after another on a machine of two vCPUs.</summary>
    private static readonly Gen<StepMeasurement[]> Steps = Gen.Select(
            Gen.Double[0.01, 50],
            Gen.Double[0, 2],
            Gen.Double[0.1, 2]
        )
        .Array[0, 8]
        .Select(parts =>
        {
            var startedAt = MachineMeterTests.ASnapshot().At;
            return parts
                .Select(part =>
                {
                    var step = AStep(startedAt, part.Item1, part.Item1 * part.Item2, part.Item3);
                    startedAt += step.Duration;
                    return step;
                })
                .ToArray();
        });

    [Fact]
    public void Steps_and_unattributed_add_up_to_the_modelled_machine_in_every_bound() =>
        Gen.Select(Steps, Gen.Double[0, 100])
            .Sample(
                (steps, others) =>
                {
                    var machine = AMachine(400, steps.Sum(step => step.CpuSeconds) + others);
                    var balance = EnergyBalance.Of(machine, steps);
                    var parts = EnergyEstimate.Sum(balance.Steps.Select(step => step.Total)) + balance.Unattributed;

                    AssertSame(machine.Total.Low.Joules, parts.Low.Joules);
                    AssertSame(machine.Total.Central.Joules, parts.Central.Joules);
                    AssertSame(machine.Total.High.Joules, parts.High.Joules);
                    AssertSame(
                        balance.Unattributed.Central.Joules,
                        (balance.UnattributedActive + balance.UnattributedIdle).Central.Joules,
                        machine.Total.Central.Joules
                    );
                    Assert.False(balance.IsOverAttributed);
                    Assert.Empty(balance.StepsOutsideWindow);
                }
            );

    [Fact]
    public void With_a_counter_the_steps_share_what_it_says() =>
        Gen.Select(Steps, Gen.Double[0, 100], Gen.Long[1_000_000, 100_000_000_000])
            .Sample(
                (steps, others, microjoules) =>
                {
                    var machine = AMachine(200, steps.Sum(step => step.CpuSeconds) + others, microjoules);
                    var balance = EnergyBalance.Of(machine, steps);
                    var parts = EnergyEstimate.Sum(balance.Steps.Select(step => step.Total)) + balance.Unattributed;
                    AssertSame(microjoules / 1e6, parts.Central.Joules);
                    Assert.All(balance.Steps, step => Assert.Equal(EvidenceGrade.Modelled, step.Total.Grade));
                }
            );

    [Fact]
    public void A_step_with_all_the_work_and_all_the_time_gets_the_whole_counter()
    {
        var machine = AMachine(100, 60, microjoules: 500_000_000);
        var step = AStep(machine.From, 100, 60, reserved: 2);
        var balance = EnergyBalance.Of(machine, [step]);
        var total = balance.Steps.Single().Total;
        Assert.Equal(500, total.Central.Joules, 1e-9);
        Assert.Equal(0, balance.Unattributed.Central.Joules, 1e-9);
        Assert.Contains("RAPL", total.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void The_work_of_a_step_that_died_unmeasured_is_unattributed()
    {
        var machine = AMachine(100, busy: 60);
        var survivor = AStep(machine.From, 50, 20, reserved: 1);
        var balance = EnergyBalance.Of(machine, [survivor]);
        Assert.Equal(Model.ActiveEnergy(40).Central.Joules, balance.UnattributedActive.Central.Joules, 1e-9);
        Assert.Equal(0.75 * machine.Idle.Central.Joules, balance.UnattributedIdle.Central.Joules, 1e-9);
    }

    [Fact]
    public void Work_counted_twice_makes_a_negative_remainder_that_is_flagged_and_shown()
    {
        var machine = AMachine(100, busy: 60);
        var step = AStep(machine.From, 90, 60, reserved: 1);
        var balance = EnergyBalance.Of(machine, [step, step]);
        Assert.True(balance.IsOverAttributed);
        Assert.Equal(-Model.ActiveEnergy(60).Central.Joules, balance.UnattributedActive.Central.Joules, 1e-9);
        Assert.True(balance.UnattributedActive.Low < balance.UnattributedActive.High);
    }

    [Fact]
    public void More_vcpus_reserved_than_there_are_is_flagged_even_when_the_sum_is_positive()
    {
        var machine = AMachine(100, busy: 150);
        var step = AStep(machine.From, 100, 1, reserved: 2);
        Assert.True(EnergyBalance.Of(machine, [step, step with { Step = "second" }]).IsOverAttributed);
    }

    [Fact]
    public void A_remainder_within_the_coarseness_of_the_clocks_is_no_fault()
    {
        var machine = AMachine(100, busy: 60);
        Assert.False(EnergyBalance.Of(machine, [AStep(machine.From, 100, 60.03, reserved: 2)]).IsOverAttributed);
        Assert.True(EnergyBalance.Of(machine, [AStep(machine.From, 100, 70, reserved: 2)]).IsOverAttributed);
    }

    [Fact]
    public void A_step_outside_the_window_is_named()
    {
        var machine = AMachine(100, busy: 60);
        var late = AStep(machine.From.AddSeconds(90), 20, 5, reserved: 1);
        Assert.Equal([late], EnergyBalance.Of(machine, [late]).StepsOutsideWindow);
    }

    [RequiresCommandFact("sh")]
    public async Task A_busy_child_on_this_machine_balances()
    {
        var model = PowerModel.OfThisMachine(FactorTables.Load());
        var machine = new MachineMeter(model, TimeProvider.System);
        var work = WorkMeter.OfThisProcess(model, TimeProvider.System, reservedVcpus: 1);
        var from = machine.Snapshot();
        using var session = work.Start("child");
        using var child = Process.Start("sh", ["-c", "i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done; sleep 1"]);
        await child.WaitForExitAsync();
        var step = session.Stop();

        var balance = EnergyBalance.Of(machine.Energy(from, machine.Snapshot()), [step]);
        var parts = balance.Steps.Single().Total + balance.Unattributed;
        AssertSame(balance.Machine.Total.Central.Joules, parts.Central.Joules);
        Assert.False(balance.IsOverAttributed, $"{balance.UnattributedActive} {balance.UnattributedIdle}");
        Assert.Empty(balance.StepsOutsideWindow);
    }

    private static MachineEnergy AMachine(double seconds, double busy, long? microjoules = null) =>
        Meter.Energy(
            MachineMeterTests.ASnapshot(rapl: microjoules is null ? null : 0),
            MachineMeterTests.ASnapshot(seconds, busy, microjoules)
        );

    private static StepMeasurement AStep(
        DateTimeOffset startedAt,
        double seconds,
        double cpuSeconds,
        double reserved
    ) =>
        new()
        {
            Step = "step",
            StartedAt = startedAt,
            Duration = TimeSpan.FromSeconds(seconds),
            CpuSeconds = cpuSeconds,
            Active = Model.ActiveEnergy(cpuSeconds),
            Idle = Model.IdleEnergy(TimeSpan.FromSeconds(seconds), reserved),
            ReservedVcpus = reserved,
            PeakMemoryBytes = 0,
            BytesRead = null,
            BytesWritten = null,
        };

    private static void AssertSame(double expected, double actual, double? scale = null) =>
        Assert.Equal(expected, actual, Math.Max(1e-9, 1e-12 * Math.Abs(scale ?? expected)));
}
