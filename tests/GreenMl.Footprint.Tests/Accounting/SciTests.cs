using CsCheck;
using GreenMl.Footprint.Accounting;
using GreenMl.Footprint.Tables;
using GreenMl.Units;

namespace GreenMl.Footprint.Tests.Accounting;

public class SciTests
{
    private static readonly FactorTables Tables = FactorTables.Load();

    [Fact]
    public void Operational_carbon_multiplies_energy_building_and_grid_in_every_bound()
    {
        var energy = new EnergyEstimate(
            KilowattHours(1),
            KilowattHours(2),
            KilowattHours(3),
            EvidenceGrade.Modelled,
            "CCF"
        );
        var carbon = Sci.Operational(energy, 1.12, Tables.Region("us-west-2").Intensity);
        Assert.Equal(1 * 1.12 * 184.02, carbon.Low.Grams, 1e-9);
        Assert.Equal(2 * 1.12 * 184.02, carbon.Central.Grams, 1e-9);
        Assert.Equal(3 * 1.12 * 369.473, carbon.High.Grams, 1e-9);
        Assert.Equal(EvidenceGrade.Modelled, carbon.Grade);
        Assert.Contains("Ember", carbon.Source, StringComparison.Ordinal);
        Assert.Contains("year not stated", carbon.Source, StringComparison.Ordinal);
        Assert.Contains("PUE 1.12", carbon.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.99)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_impossible_pue_is_refused(double pue)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            Sci.Operational(EnergyEstimate.Zero, pue, Tables.Region("us-east-1").Intensity)
        );
        Assert.Contains("at least 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_without_units_is_undefined_not_a_number()
    {
        var carbon = CarbonEstimate.Exactly(CarbonMass.FromGrams(5), EvidenceGrade.Table, "x");
        Assert.Null(new SciScore(carbon, 0, "inference").PerUnit);
        Assert.Equal(0.5, new SciScore(carbon, 10, "inference").PerUnit!.Central.Grams);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_score_refuses_an_impossible_number_of_units(double units) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SciScore(CarbonEstimate.Zero, units, "inference"));

    [Fact]
    public void Scores_add_to_the_ratio_of_sums() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[0, 1000])
            .Array[1, 10]
            .Sample(parts =>
            {
                var scores = parts.Select(part => new SciScore(
                    CarbonEstimate.Exactly(CarbonMass.FromGrams(part.Item1), EvidenceGrade.Table, "x"),
                    part.Item2,
                    "token"
                ));
                var sum = scores.Aggregate((left, right) => left + right);
                var units = parts.Sum(part => part.Item2);
                if (units == 0)
                {
                    Assert.Null(sum.PerUnit);
                    return;
                }

                var expected = parts.Sum(part => part.Item1) / (double)units;
                Assert.Equal(expected, sum.PerUnit!.Central.Grams, expected * 1e-12);
            });

    [Fact]
    public void Scores_of_different_units_do_not_add()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new SciScore(CarbonEstimate.Zero, 1, "token") + new SciScore(CarbonEstimate.Zero, 1, "inference")
        );
        Assert.Contains("token", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_utilization_outside_zero_to_one_is_refused(double utilization)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CloudFormulas.Linear(Power.Zero, Power.FromWatts(10), utilization)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => CloudFormulas.TeadsFactor([0, 0.3, 0.7, 1], utilization));
    }

    private static Energy KilowattHours(double value) => Energy.FromKilowattHours(value);
}
