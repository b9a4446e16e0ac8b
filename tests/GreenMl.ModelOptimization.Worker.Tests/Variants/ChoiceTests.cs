using GreenMl.ModelOptimization.Worker.Measurement;
using GreenMl.ModelOptimization.Worker.Variants;

namespace GreenMl.ModelOptimization.Worker.Tests.Variants;

public sealed class ChoiceTests
{
    [Fact]
    public void The_cheapest_accepted_variant_is_chosen()
    {
        var choice = Choice.Of([Variant("original", 5, true), Variant("a", 3, true), Variant("b", 2, false)], []);
        Assert.Equal("a", choice.Chosen.Candidate.Name);
        Assert.Equal(Decision.Chosen, choice.Decisions[^1].Outcome);
    }

    [Fact]
    public void The_original_stays_when_nothing_is_accepted_and_says_why()
    {
        var skipped = new Decision("int8", Decision.Skipped, "The operator set is too old.");
        var choice = Choice.Of([Variant("original", 5, true), Variant("folded", 3, false)], [skipped]);
        Assert.Equal("original", choice.Chosen.Candidate.Name);
        Assert.Equal(
            "Kept as it came: folded was rejected; int8 was not made (The operator set is too old).",
            choice.Variants[0].Verdict.Reason
        );
    }

    private static MeasuredVariant Variant(string name, double cost, bool isAccepted)
    {
        var accuracy = new Accuracy([0], [true]);
        var drop = PairedDrop.Of(0, 0, 1);
        return new(new(name, [1]), accuracy, drop, new([cost], [cost]), new(isAccepted, "Measured."));
    }
}
