using CsCheck;

namespace GreenMl.Units.Tests;

public class QuantityTests
{
    private static readonly Gen<double> AnAmount = Gen.Double[-1e12, 1e12];

    [Fact]
    public void Power_over_a_time_is_energy_and_back()
    {
        Gen.Select(Gen.Double[0.001, 1e6], Gen.Long[1, TimeSpan.TicksPerDay])
            .Sample(
                (watts, ticks) =>
                {
                    var power = Power.FromWatts(watts);
                    var duration = TimeSpan.FromTicks(ticks);
                    var energy = power * duration;
                    Assert.Equal(watts * duration.TotalSeconds, energy.Joules);
                    Assert.Equal(watts, (energy / duration).Watts, watts * 1e-12);
                }
            );
    }

    [Fact]
    public void A_kilowatt_hour_at_384_grams_emits_384_grams()
    {
        var carbon = Energy.FromKilowattHours(1) * CarbonIntensity.FromGramsPerKilowattHour(384);
        Assert.Equal(384, carbon.Grams);
        Assert.Equal(3_600_000, Energy.FromKilowattHours(1).Joules);
    }

    [Fact]
    public void Addition_of_every_quantity_commutes_and_subtraction_undoes_it()
    {
        Check<Energy>();
        Check<Power>();
        Check<CarbonMass>();
        Check<CarbonIntensity>();
        Check<Money>();

        static void Check<T>()
            where T : struct, IQuantity<T> =>
            Gen.Select(AnAmount, AnAmount)
                .Sample(
                    (a, b) =>
                    {
                        var (x, y) = (T.FromAmount(a), T.FromAmount(b));
                        Assert.Equal(x + y, y + x);
                        Assert.Equal(x - y, -(y - x));
                        Assert.Equal(a, (x + y - y).Amount, 1e-3);
                    }
                );
    }

    [Fact]
    public void Comparison_of_every_quantity_is_the_comparison_of_its_amounts()
    {
        Check<Energy>();
        Check<Power>();
        Check<CarbonMass>();
        Check<CarbonIntensity>();
        Check<Money>();

        static void Check<T>()
            where T : struct, IQuantity<T> =>
            Gen.Select(AnAmount, AnAmount)
                .Sample(
                    (a, b) =>
                    {
                        var (x, y) = (T.FromAmount(a), T.FromAmount(b));
                        Assert.Equal(a.CompareTo(b), x.CompareTo(y));
                        Assert.Equal((a < b, a <= b, a > b, a >= b), (x < y, x <= y, x > y, x >= y));
                    }
                );
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void No_quantity_accepts_a_number_that_is_not_finite(double value)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Energy.FromJoules(value));
        Assert.Equal("joules", error.ParamName);
        Assert.Contains("finite", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Energy.FromKilowattHours(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Power.FromWatts(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => CarbonMass.FromGrams(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => CarbonIntensity.FromGramsPerKilowattHour(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Money.FromUsDollars(value));
    }

    [Fact]
    public void An_operation_that_overflows_or_divides_by_zero_throws_instead_of_returning_infinity()
    {
        var huge = Energy.FromJoules(double.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => huge + huge);
        Assert.Throws<ArgumentOutOfRangeException>(() => huge * 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => huge / 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => huge / Energy.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => huge / TimeSpan.Zero);
    }

    [Fact]
    public void A_quantity_does_not_compare_with_another_kind()
    {
        var error = Assert.Throws<ArgumentException>(() => Energy.Zero.CompareTo(Power.Zero));
        Assert.Contains("Power", error.Message, StringComparison.Ordinal);
    }
}
