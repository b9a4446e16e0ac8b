namespace GreenMl.Units.Tests;

public class TextTests
{
    [Theory]
    [InlineData(0, "0 J")]
    [InlineData(0.31, "0.31 J")]
    [InlineData(12_400, "12.4 kJ")]
    [InlineData(12_440, "12.4 kJ")]
    [InlineData(-12_400, "-12.4 kJ")]
    [InlineData(999.4, "999 J")]
    [InlineData(999.6, "1 kJ")]
    [InlineData(1_000, "1 kJ")]
    [InlineData(3_600_000, "3.6 MJ")]
    [InlineData(7e12, "7000 GJ")]
    [InlineData(0.05, "50 mJ")]
    [InlineData(0.0000021, "2.1 µJ")]
    public void Energy_is_written_with_three_digits_and_a_fitting_prefix(double joules, string text) =>
        Assert.Equal(text, Energy.FromJoules(joules).ToString());

    [Theory]
    [InlineData(0.31, "0.31 g")]
    [InlineData(0.0042, "4.2 mg")]
    [InlineData(1_234, "1.23 kg")]
    [InlineData(2_500_000, "2.5 t")]
    public void Carbon_is_written_in_grams_kilograms_or_tonnes(double grams, string text) =>
        Assert.Equal(text, CarbonMass.FromGrams(grams).ToString());

    [Theory]
    [InlineData(0, "$0.00")]
    [InlineData(1.254, "$1.25")]
    [InlineData(0.1, "$0.10")]
    [InlineData(0.000412, "$0.000412")]
    [InlineData(-3.5, "-$3.50")]
    public void Money_is_written_with_cents_or_with_three_digits_when_tiny(double dollars, string text) =>
        Assert.Equal(text, Money.FromUsDollars(dollars).ToString());

    [Fact]
    public void Power_and_intensity_name_their_units()
    {
        Assert.Equal("1.52 W", Power.FromWatts(1.5178).ToString());
        Assert.Equal("384 g/kWh", CarbonIntensity.FromGramsPerKilowattHour(384.4).ToString());
    }
}
