namespace GreenMl.Units;

/// <summary>An amount of energy.</summary>
/// <remarks>Always finite; may be negative, because differences of amounts are amounts.</remarks>
public readonly record struct Energy : IQuantity<Energy>
{
    private const double JoulesPerKilowattHour = 3_600_000;

    private Energy(double joules) => Joules = joules;

    /// <summary>The energy in joules (J).</summary>
    public double Joules { get; }

    /// <summary>The energy in kilowatt-hours (kWh), 3.6 MJ each.</summary>
    public double KilowattHours => Joules / JoulesPerKilowattHour;

    /// <summary>No energy.</summary>
    public static Energy Zero => default;

    static string IQuantity<Energy>.UnitName => nameof(Joules);

    double IQuantity<Energy>.Amount => Joules;

    /// <summary>The energy of that many joules (J).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="joules"/> is NaN or infinite.</exception>
    public static Energy FromJoules(double joules) => new(Finite.Require(joules));

    /// <summary>The energy of that many kilowatt-hours (kWh), 3.6 MJ each.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kilowattHours"/> is not finite, or its joules are not.</exception>
    public static Energy FromKilowattHours(double kilowattHours) => FromJoules(kilowattHours * JoulesPerKilowattHour);

    static Energy IQuantity<Energy>.FromAmount(double amount) => FromJoules(amount);

    /// <summary>The sum of two amounts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sum is too large for a <see cref="double"/>.</exception>
    public static Energy operator +(Energy left, Energy right) => FromJoules(left.Joules + right.Joules);

    /// <summary>The difference of two amounts; negative when <paramref name="right"/> is larger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The difference is too large for a <see cref="double"/>.</exception>
    public static Energy operator -(Energy left, Energy right) => FromJoules(left.Joules - right.Joules);

    /// <summary>The amount with its sign reversed.</summary>
    public static Energy operator -(Energy amount) => new(-amount.Joules);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static Energy operator *(Energy amount, double factor) => FromJoules(amount.Joules * factor);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static Energy operator *(double factor, Energy amount) => amount * factor;

    /// <summary>The amount divided by a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quotient is not finite, as after a division by zero.</exception>
    public static Energy operator /(Energy amount, double divisor) => FromJoules(amount.Joules / divisor);

    /// <summary>How many times <paramref name="right"/> goes into <paramref name="left"/>, dimensionless.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not finite, as when <paramref name="right"/> is zero.</exception>
    public static double operator /(Energy left, Energy right) =>
        Finite.Require(left.Joules / right.Joules, nameof(right));

    /// <summary>The carbon emitted by generating this energy: grams = kWh x g/kWh.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The product is too large for a <see cref="double"/>.</exception>
    public static CarbonMass operator *(Energy energy, CarbonIntensity intensity) =>
        CarbonMass.FromGrams(energy.KilowattHours * intensity.GramsPerKilowattHour);

    /// <summary>The mean power that spends this energy in that time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quotient is not finite, as for a duration of zero.</exception>
    public static Power operator /(Energy energy, TimeSpan duration) =>
        Power.FromWatts(energy.Joules / duration.TotalSeconds);

    /// <summary>Whether <paramref name="left"/> is the smaller amount.</summary>
    public static bool operator <(Energy left, Energy right) => left.Joules < right.Joules;

    /// <summary>Whether <paramref name="left"/> is the larger amount.</summary>
    public static bool operator >(Energy left, Energy right) => left.Joules > right.Joules;

    /// <summary>Whether <paramref name="left"/> is not the larger amount.</summary>
    public static bool operator <=(Energy left, Energy right) => left.Joules <= right.Joules;

    /// <summary>Whether <paramref name="left"/> is not the smaller amount.</summary>
    public static bool operator >=(Energy left, Energy right) => left.Joules >= right.Joules;

    /// <inheritdoc />
    public int CompareTo(Energy other) => Joules.CompareTo(other.Joules);

    /// <inheritdoc />
    public int CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            Energy other => CompareTo(other),
            _ => throw new ArgumentException($"Energy cannot be compared with {obj.GetType().Name}.", nameof(obj)),
        };

    /// <summary>The energy with three significant digits and a metric prefix: <c>12.4 kJ</c>.</summary>
    public override string ToString() => MetricText.Of(Joules, "J");
}
