using CsCheck;
using GreenMl.ModelOptimization.Worker.Measurement;

namespace GreenMl.ModelOptimization.Worker.Tests.Measurement;

public sealed class PairedDropTests
{
    private const double Z = 1.959963984540054;

    private static readonly Gen<(int Lost, int Won, int Examples)> Tables = Gen.Select(
        Gen.Int[0, 40],
        Gen.Int[0, 40],
        Gen.Int[100, 5000]
    );

    [Fact]
    public void Models_that_always_agree_may_still_differ_by_z2_over_n_plus_z2()
    {
        var drop = PairedDrop.Of(0, 0, 1000);
        Assert.Equal(Z * Z / (1000 + (Z * Z)), drop.High, 9);
        Assert.Equal(-drop.High, drop.Low, 9);
    }

    [Fact]
    public void The_interval_holds_the_drop_and_mirrors_when_the_models_change_places() =>
        Tables.Sample(table =>
        {
            var drop = PairedDrop.Of(table.Lost, table.Won, table.Examples);
            var mirrored = PairedDrop.Of(table.Won, table.Lost, table.Examples);
            Assert.InRange(drop.Value, drop.Low, drop.High);
            Assert.Equal(drop.High, -mirrored.Low, 9);
        });

    /// <summary>
    /// Independent of the closed form: at the upper end the variance under the constrained maximum of the likelihood,
    /// found by search, puts the observed difference 1.96 standard deviations away.
    /// </summary>
    [Fact]
    public void At_the_upper_end_the_score_statistic_is_minus_1_96() =>
        Tables.Sample(table =>
        {
            var (lost, won, n) = table;
            var difference = PairedDrop.Of(lost, won, n).High;
            var rate = MostLikelyWonRate(lost, won, n, difference);
            var variance = n * ((2 * rate) + difference - (difference * difference));
            Assert.Equal(-Z, (lost - won - (n * difference)) / Math.Sqrt(variance), 3);
        });

    [Fact]
    public void So_many_examples_as_needed_bring_the_upper_end_to_the_limit() =>
        Tables.Sample(table =>
        {
            var (lost, won, n) = table;
            var limit = PairedDrop.Of(lost, won, n).Value + 0.002;
            var needed = PairedDrop.Of(lost, won, n).ExamplesNeeded(limit);
            Assert.NotNull(needed);
            var factor = needed.Value / (double)n;
            var then = PairedDrop.Of((int)Math.Round(lost * factor), (int)Math.Round(won * factor), (int)needed.Value);
            // The counts of the larger table are whole numbers.
            Assert.InRange(then.High, limit - (1.5 / needed.Value), limit + (1.5 / needed.Value));
        });

    [Fact]
    public void No_number_of_examples_proves_what_is_not_so() =>
        Assert.Null(PairedDrop.Of(10, 0, 1000).ExamplesNeeded(0.005));

    [Fact]
    public void Rows_are_compared_one_by_one()
    {
        var parent = new Accuracy([0, 0, 0, 0], [true, true, false, true]);
        var variant = new Accuracy([0, 0, 0, 0], [true, false, true, false]);
        Assert.Equal(0.25, PairedDrop.Of(variant, parent).Value);
    }

    private static double MostLikelyWonRate(int lost, int won, int n, double difference)
    {
        var (low, high) = (Math.Max(0, -difference), (1 - difference) / 2);
        for (var i = 0; i < 200; i++)
        {
            var (left, right) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = LogLikelihood(left) < LogLikelihood(right) ? (left, high) : (low, right);
        }

        return (low + high) / 2;

        double LogLikelihood(double rate) =>
            Term(lost, rate + difference) + Term(won, rate) + Term(n - lost - won, 1 - (2 * rate) - difference);
    }

    private static double Term(int count, double rate) => count == 0 ? 0 : count * Math.Log(Math.Max(rate, 1e-300));
}
