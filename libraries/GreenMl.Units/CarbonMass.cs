namespace GreenMl.Units;

/// <summary>A mass of greenhouse gases, as carbon dioxide equivalent (CO2e).</summary>
/// <remarks>Always finite; may be negative, because differences of amounts are amounts.</remarks>
public readonly record struct CarbonMass : IQuantity<CarbonMass>
{
    private CarbonMass(double grams) => Grams = grams;

    /// <summary>The mass in grams of CO2e (g).</summary>
    public double Grams { get; }

    /// <summary>No emission.</summary>
    public static CarbonMass Zero => default;

    static string IQuantity<CarbonMass>.UnitName => nameof(Grams);

    double IQuantity<CarbonMass>.Amount => Grams;

    /// <summary>The mass of that many grams of CO2e (g).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="grams"/> is NaN or infinite.</exception>
    public static CarbonMass FromGrams(double grams) => new(Finite.Require(grams));

    static CarbonMass IQuantity<CarbonMass>.FromAmount(double amount) => FromGrams(amount);

    /// <summary>The sum of two amounts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sum is too large for a <see cref="double"/>.</exception>
    public static CarbonMass operator +(CarbonMass left, CarbonMass right) => FromGrams(left.Grams + right.Grams);

    /// <summary>The difference of two amounts; negative when <paramref name="right"/> is larger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The difference is too large for a <see cref="double"/>.</exception>
    public static CarbonMass operator -(CarbonMass left, CarbonMass right) => FromGrams(left.Grams - right.Grams);

    /// <summary>The amount with its sign reversed.</summary>
    public static CarbonMass operator -(CarbonMass amount) => new(-amount.Grams);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static CarbonMass operator *(CarbonMass amount, double factor) => FromGrams(amount.Grams * factor);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static CarbonMass operator *(double factor, CarbonMass amount) => amount * factor;

    /// <summary>The amount divided by a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quotient is not finite, as after a division by zero.</exception>
    public static CarbonMass operator /(CarbonMass amount, double divisor) => FromGrams(amount.Grams / divisor);

    /// <summary>How many times <paramref name="right"/> goes into <paramref name="left"/>, dimensionless.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not finite, as when <paramref name="right"/> is zero.</exception>
    public static double operator /(CarbonMass left, CarbonMass right) =>
        Finite.Require(left.Grams / right.Grams, nameof(right));

    /// <summary>Whether <paramref name="left"/> is the smaller amount.</summary>
    public static bool operator <(CarbonMass left, CarbonMass right) => left.Grams < right.Grams;

    /// <summary>Whether <paramref name="left"/> is the larger amount.</summary>
    public static bool operator >(CarbonMass left, CarbonMass right) => left.Grams > right.Grams;

    /// <summary>Whether <paramref name="left"/> is not the larger amount.</summary>
    public static bool operator <=(CarbonMass left, CarbonMass right) => left.Grams <= right.Grams;

    /// <summary>Whether <paramref name="left"/> is not the smaller amount.</summary>
    public static bool operator >=(CarbonMass left, CarbonMass right) => left.Grams >= right.Grams;

    /// <inheritdoc />
    public int CompareTo(CarbonMass other) => Grams.CompareTo(other.Grams);

    /// <inheritdoc />
    public int CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            CarbonMass other => CompareTo(other),
            _ => throw new ArgumentException($"CarbonMass cannot be compared with {obj.GetType().Name}.", nameof(obj)),
        };

    /// <summary>The mass with three significant digits and a prefix up to tonnes: <c>0.31 g</c>.</summary>
    public override string ToString() => MetricText.OfMass(Grams);
}
