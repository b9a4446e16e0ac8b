using System.Text.Json;
using CsCheck;
using GreenMl.Units;

namespace GreenMl.Footprint.Tests;

public class EstimateTests
{
    private static readonly Gen<EnergyEstimate> AnEstimate = Gen.Select(
            Gen.Int[0, 1_000_000].Array[3],
            Gen.Enum<EvidenceGrade>(),
            Gen.Int[0, 3].Select(index => new[] { "CCF", "Teads", "RAPL", "" }[index])
        )
        .Select(
            (values, grade, source) =>
            {
                Array.Sort(values);
                return new EnergyEstimate(Joules(values[0]), Joules(values[1]), Joules(values[2]), grade, source);
            }
        );

    [Fact]
    public void Addition_commutes_and_associates_in_values_grade_and_source() =>
        Gen.Select(AnEstimate, AnEstimate, AnEstimate)
            .Sample(
                (a, b, c) =>
                {
                    Assert.Equal(a + b, b + a);
                    Assert.Equal(a + b + c, a + (b + c));
                }
            );

    [Fact]
    public void Zero_changes_nothing() =>
        AnEstimate.Sample(a =>
        {
            Assert.Equal(a, a + EnergyEstimate.Zero);
            Assert.Equal(a, EnergyEstimate.Zero + a);
        });

    [Fact]
    public void The_worst_grade_wins() =>
        Gen.Select(AnEstimate, AnEstimate)
            .Sample((a, b) => Assert.Equal((EvidenceGrade)Math.Max((int)a.Grade, (int)b.Grade), (a + b).Grade));

    [Fact]
    public void Scaling_distributes_over_addition() =>
        Gen.Select(AnEstimate, AnEstimate, Gen.Int[-100, 100])
            .Sample(
                (a, b, factor) =>
                {
                    var left = (a + b) * factor;
                    var right = (a * factor) + (b * factor);
                    Assert.Equal((left.Low, left.Central, left.High), (right.Low, right.Central, right.High));
                }
            );

    [Fact]
    public void Subtraction_goes_bound_by_bound_and_undoes_addition() =>
        Gen.Select(AnEstimate, AnEstimate)
            .Sample(
                (a, b) =>
                {
                    var back = a + b - b;
                    Assert.Equal((a.Low, a.Central, a.High), (back.Low, back.Central, back.High));
                }
            );

    [Fact]
    public void A_negative_difference_stays_in_order()
    {
        var small = new EnergyEstimate(Joules(1), Joules(2), Joules(3), EvidenceGrade.Modelled, "CCF");
        var difference = small - (small * 3);
        Assert.Equal((-6.0, -4.0, -2.0), (difference.Low.Joules, difference.Central.Joules, difference.High.Joules));
    }

    [Fact]
    public void Sources_are_merged_once_each()
    {
        var ccf = EnergyEstimate.Exactly(Joules(1), EvidenceGrade.Modelled, "CCF");
        var rapl = EnergyEstimate.Exactly(Joules(1), EvidenceGrade.Measured, "RAPL");
        Assert.Equal("CCF | RAPL", (rapl + ccf + rapl + ccf).Source);
        Assert.Equal(4, EnergyEstimate.Sum([rapl, ccf, rapl, ccf]).Central.Joules);
        Assert.Equal(EnergyEstimate.Zero, EnergyEstimate.Sum([]));
    }

    [Fact]
    public void An_interval_out_of_order_is_refused_with_its_values()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new EnergyEstimate(Joules(2), Joules(1), Joules(3), EvidenceGrade.Table, "x")
        );
        Assert.Contains("[2 J, 1 J, 3 J]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_carries_the_unit_in_its_names_and_round_trips() =>
        AnEstimate.Sample(estimate =>
        {
            var json = JsonSerializer.Serialize(estimate, FootprintJsonContext.Default.EnergyEstimate);
            Assert.Contains("\"centralJoules\":", json, StringComparison.Ordinal);
            Assert.Equal(estimate, JsonSerializer.Deserialize(json, FootprintJsonContext.Default.EnergyEstimate));
        });

    [Fact]
    public void Carbon_and_cost_have_their_own_units_in_json()
    {
        var carbon = CarbonEstimate.Exactly(CarbonMass.FromGrams(0.5), EvidenceGrade.Table, "Ember");
        var cost = CostEstimate.Exactly(Money.FromUsDollars(0.25), EvidenceGrade.Table, "price list");
        Assert.Equal(
            """{"lowGrams":0.5,"centralGrams":0.5,"highGrams":0.5,"grade":"Table","source":"Ember"}""",
            JsonSerializer.Serialize(carbon, FootprintJsonContext.Default.CarbonEstimate)
        );
        Assert.Contains("lowUsDollars", JsonSerializer.Serialize(cost, FootprintJsonContext.Default.CostEstimate));
    }

    [Theory]
    [InlineData("""[1]""", "object")]
    [InlineData("""{"lowJoules":1,"highJoules":3,"grade":"Table","source":""}""", "centralJoules")]
    [InlineData("""{"lowJoules":3,"centralJoules":2,"highJoules":1,"grade":"Table","source":""}""", "low")]
    [InlineData("""{"lowJoules":1,"centralJoules":2,"highJoules":3,"grade":"7","source":""}""", "grade")]
    [InlineData("""{"lowJoules":1,"centralJoules":2,"highJoules":1e999,"grade":"Table","source":""}""", "finite")]
    [InlineData("""{"lowJoules":1,"centralJoules":2,"highJoules":3,"grade":"Table","source":null}""", "source")]
    public void Bad_json_is_refused_by_name(string json, string expected)
    {
        var error = Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(json, FootprintJsonContext.Default.EnergyEstimate)
        );
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static Energy Joules(double joules) => Energy.FromJoules(joules);
}
