using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.ResourceGovernance.Domain;
using GreenMl.ResourceGovernance.Receipts;
using GreenMl.ResourceGovernance.Runs;
using Microsoft.Extensions.Options;

namespace GreenMl.ResourceGovernance.Tests.Receipts;

public sealed class ReceiptTests
{
    private const double Tolerance = 1e-9;
    private readonly ReceiptFactory _receipts = new(
        new RunMeter(Options.Create(new SiteOptions()), TimeProvider.System)
    );

    [Fact]
    public void Phases_and_unattributed_are_exactly_the_total()
    {
        var receipt = _receipts.Create(FinishedRuns.ARun());
        Assert.All<Func<Estimate, double>>(
            [amount => amount.Low, amount => amount.Central, amount => amount.High],
            bound =>
            {
                AssertBalance(receipt, footprint => bound(footprint.EnergyJoules));
                AssertBalance(receipt, footprint => bound(footprint.OperationalGrams));
                AssertBalance(receipt, footprint => bound(footprint.CostUsd));
            }
        );
    }

    [Fact]
    public void A_phase_that_claims_more_than_the_machine_spent_shows_as_a_negative_remainder_and_a_caveat()
    {
        var receipt = _receipts.Create(FinishedRuns.ARun(cpuSeconds: 1000, machineCpuSeconds: 10));
        Assert.True(receipt.Unattributed.EnergyJoules.Central < 0);
        Assert.Contains(receipt.Caveats, caveat => caveat.Contains("unattributed is negative"));
        AssertBalance(receipt, footprint => footprint.EnergyJoules.Central);
    }

    [Fact]
    public void A_run_across_a_restart_of_the_machine_totals_its_phases_and_says_so()
    {
        var run = FinishedRuns.ARun();
        run.MachineAtEnd = FinishedRuns.ASnapshot(TimeSpan.FromMinutes(2), 5, bootId: "another");
        var receipt = _receipts.Create(run);
        Assert.Equal(0, receipt.Unattributed.EnergyJoules.Central, Tolerance);
        Assert.Contains(receipt.Caveats, caveat => caveat.Contains("started anew"));
    }

    [Fact]
    public void A_loss_against_the_baseline_is_shown_as_a_loss()
    {
        var run = FinishedRuns.ARun();
        run.Step(RunPhase.Training, isBaseline: false).Measurements[0].ActiveJoules.Central *= 10;
        run.Step(RunPhase.Training, isBaseline: false).Measurements[0].ActiveJoules.High *= 10;
        var receipt = _receipts.Create(run);
        var training = receipt.Comparisons.Single(comparison => comparison.Quantity == "energy of the trained model");
        Assert.True(training.SavingFraction < 0);
        Assert.Contains("more", ReceiptText.Write(receipt));
    }

    [Fact]
    public void Without_a_baseline_nothing_is_compared() =>
        Assert.Empty(_receipts.Create(FinishedRuns.ARun(withBaseline: false)).Comparisons);

    [Fact]
    public void The_break_even_is_the_energy_of_the_optimization_over_what_a_prediction_saves()
    {
        var receipt = _receipts.Create(FinishedRuns.ARun());
        var spent = receipt
            .Phases.Single(phase => phase is { Phase: Phase.Optimization, Baseline: false })
            .Footprint.EnergyJoules.Central;
        Assert.Equal(Math.Ceiling(spent / 1e-3), receipt.BreakEvenPredictions);
    }

    [Fact]
    public void A_search_for_duplicates_that_only_aligns_test_rows_is_not_charged_to_the_baseline()
    {
        var run = FinishedRuns.ARun();
        var before = Development(_receipts.Create(run));
        run.Step(RunPhase.Curation, isBaseline: true).Measurements[0].Step = "deduplicate";
        Assert.True(Development(_receipts.Create(run)) < before);

        static double Development(Receipt receipt) =>
            receipt
                .Comparisons.Single(comparison => comparison.Quantity == "energy of curation to optimization")
                .Baseline;
    }

    [Fact]
    public void A_failed_run_keeps_what_it_used_and_why_it_failed()
    {
        var run = FinishedRuns.ARun(withBaseline: false);
        run.CurrentState = nameof(RunMachine.Failed);
        run.Failure = new() { Reason = "INVALID_DATA", Message = "row 7 has no label" };
        run.Steps[2].Optimized = null;
        run.Steps[2].State = JobState.Failed;
        var receipt = _receipts.Create(run);
        Assert.Equal(RunState.Failed, receipt.State);
        Assert.Equal(3, receipt.Phases.Count);
        Assert.Contains("row 7 has no label", ReceiptText.Write(receipt));
    }

    [Fact]
    public void Html_is_one_page_that_loads_nothing_and_escapes_what_it_shows()
    {
        var run = FinishedRuns.ARun();
        run.Failure = new() { Reason = "X", Message = "<script>alert(1)</script>" };
        var html = ReceiptHtml.Write(_receipts.Create(run));
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("http", html);
        Assert.Contains("&lt;script&gt;", html);
    }

    private static void AssertBalance(Receipt receipt, Func<Contracts.Ledger.V1.Footprint, double> amount)
    {
        var parts = receipt.Phases.Sum(phase => amount(phase.Footprint)) + amount(receipt.Unattributed);
        var total = amount(receipt.Total);
        Assert.Equal(total, parts, Math.Abs(total) * Tolerance);
    }
}
