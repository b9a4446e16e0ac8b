using GreenMl.ModelOptimization.Worker.Measurement;
using GreenMl.ModelOptimization.Worker.Variants;

namespace GreenMl.ModelOptimization.Worker.Tests.Variants;

public sealed class GuardTests
{
    private static readonly Guard Guard = new(0.005);
    private static readonly CostRatio Cheaper = new(0.53, 0.52, 0.54);

    [Fact]
    public void Cheaper_and_proven_as_accurate_is_accepted()
    {
        var verdict = Guard.Judge(PairedDrop.Of(12, 10, 10_000), Cheaper);
        Assert.True(verdict.IsAccepted);
        Assert.Contains("0.53x the original's CPU time (95 % interval 0.52x to 0.54x)", verdict.Reason, Ordinal);
        Assert.Contains("accuracy changed by -0.02 points", verdict.Reason, Ordinal);
        Assert.Contains("a loss of 0.50 is allowed", verdict.Reason, Ordinal);
    }

    [Fact]
    public void A_saving_that_may_be_none_is_rejected()
    {
        var verdict = Guard.Judge(PairedDrop.Of(0, 0, 10_000), new(0.95, 0.90, 1.00));
        Assert.False(verdict.IsAccepted);
        Assert.StartsWith("Rejected as not cheaper", verdict.Reason, Ordinal);
    }

    [Fact]
    public void Too_few_examples_are_named_with_the_number_that_would_do()
    {
        var verdict = Guard.Judge(PairedDrop.Of(0, 0, 100), Cheaper);
        Assert.False(verdict.IsAccepted);
        Assert.StartsWith("Rejected as unproven, which would take about 765 test examples", verdict.Reason, Ordinal);
    }

    [Fact]
    public void A_larger_drop_than_allowed_is_rejected()
    {
        var verdict = Guard.Judge(PairedDrop.Of(100, 0, 10_000), Cheaper);
        Assert.False(verdict.IsAccepted);
        Assert.StartsWith("Rejected as less accurate", verdict.Reason, Ordinal);
    }

    [Theory]
    [InlineData(0, 1.0, 0.5, true)]
    [InlineData(1, 1.0, 0.5, false)]
    [InlineData(0, 1.1, 0.5, false)]
    [InlineData(0, 1.0, 2.0, false)]
    public void An_offline_form_answers_the_same_costs_the_same_and_loads_faster(
        int differing,
        double ratio,
        double load,
        bool isAccepted
    )
    {
        var verdict = Guard.JudgeOffline(differing, 100, new(ratio, ratio, ratio), (load, 1));
        Assert.Equal(isAccepted, verdict.IsAccepted);
    }

    private static StringComparison Ordinal => StringComparison.Ordinal;
}
