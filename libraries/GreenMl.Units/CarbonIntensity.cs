namespace GreenMl.Units;

/// <summary>The carbon emitted for each unit of electricity.</summary>
/// <remarks>Always finite; may be negative, because differences of amounts are amounts.</remarks>
public readonly record struct CarbonIntensity : IQuantity<CarbonIntensity>
{
    private CarbonIntensity(double gramsPerKilowattHour) => GramsPerKilowattHour = gramsPerKilowattHour;

    /// <summary>The intensity in grams of CO2e per kilowatt-hour (g/kWh).</summary>
    public double GramsPerKilowattHour { get; }

    /// <summary>Carbon-free electricity.</summary>
    public static CarbonIntensity Zero => default;

    static string IQuantity<CarbonIntensity>.UnitName => nameof(GramsPerKilowattHour);

    double IQuantity<CarbonIntensity>.Amount => GramsPerKilowattHour;

    /// <summary>The intensity of that many grams of CO2e per kilowatt-hour (g/kWh).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gramsPerKilowattHour"/> is NaN or infinite.</exception>
    public static CarbonIntensity FromGramsPerKilowattHour(double gramsPerKilowattHour) =>
        new(Finite.Require(gramsPerKilowattHour));

    static CarbonIntensity IQuantity<CarbonIntensity>.FromAmount(double amount) => FromGramsPerKilowattHour(amount);

    /// <summary>The sum of two amounts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sum is too large for a <see cref="double"/>.</exception>
    public static CarbonIntensity operator +(CarbonIntensity left, CarbonIntensity right) =>
        FromGramsPerKilowattHour(left.GramsPerKilowattHour + right.GramsPerKilowattHour);

    /// <summary>The difference of two amounts; negative when <paramref name="right"/> is larger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The difference is too large for a <see cref="double"/>.</exception>
    public static CarbonIntensity operator -(CarbonIntensity left, CarbonIntensity right) =>
        FromGramsPerKilowattHour(left.GramsPerKilowattHour - right.GramsPerKilowattHour);

    /// <summary>The amount with its sign reversed.</summary>
    public static CarbonIntensity operator -(CarbonIntensity amount) => new(-amount.GramsPerKilowattHour);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static CarbonIntensity operator *(CarbonIntensity amount, double factor) =>
        FromGramsPerKilowattHour(amount.GramsPerKilowattHour * factor);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static CarbonIntensity operator *(double factor, CarbonIntensity amount) => amount * factor;

    /// <summary>The amount divided by a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quotient is not finite, as after a division by zero.</exception>
    public static CarbonIntensity operator /(CarbonIntensity amount, double divisor) =>
        FromGramsPerKilowattHour(amount.GramsPerKilowattHour / divisor);

    /// <summary>How many times <paramref name="right"/> goes into <paramref name="left"/>, dimensionless.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not finite, as when <paramref name="right"/> is zero.</exception>
    public static double operator /(CarbonIntensity left, CarbonIntensity right) =>
        Finite.Require(left.GramsPerKilowattHour / right.GramsPerKilowattHour, nameof(right));

    /// <summary>The carbon emitted by generating that energy: grams = kWh x g/kWh.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The product is too large for a <see cref="double"/>.</exception>
    public static CarbonMass operator *(CarbonIntensity intensity, Energy energy) => energy * intensity;

    /// <summary>Whether <paramref name="left"/> is the smaller amount.</summary>
    public static bool operator <(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour < right.GramsPerKilowattHour;

    /// <summary>Whether <paramref name="left"/> is the larger amount.</summary>
    public static bool operator >(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour > right.GramsPerKilowattHour;

    /// <summary>Whether <paramref name="left"/> is not the larger amount.</summary>
    public static bool operator <=(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour <= right.GramsPerKilowattHour;

    /// <summary>Whether <paramref name="left"/> is not the smaller amount.</summary>
    public static bool operator >=(CarbonIntensity left, CarbonIntensity right) =>
        left.GramsPerKilowattHour >= right.GramsPerKilowattHour;

    /// <inheritdoc />
    public int CompareTo(CarbonIntensity other) => GramsPerKilowattHour.CompareTo(other.GramsPerKilowattHour);

    /// <inheritdoc />
    public int CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            CarbonIntensity other => CompareTo(other),
            _ => throw new ArgumentException(
                $"CarbonIntensity cannot be compared with {obj.GetType().Name}.",
                nameof(obj)
            ),
        };

    /// <summary>The intensity with three significant digits: <c>384 g/kWh</c>.</summary>
    public override string ToString() => $"{MetricText.Digits(GramsPerKilowattHour)} g/kWh";
}
