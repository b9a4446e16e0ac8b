namespace GreenMl.Units;

/// <summary>A rate of energy use.</summary>
/// <remarks>Always finite; may be negative, because differences of amounts are amounts.</remarks>
public readonly record struct Power : IQuantity<Power>
{
    private Power(double watts) => Watts = watts;

    /// <summary>The power in watts (W), joules per second.</summary>
    public double Watts { get; }

    /// <summary>No power.</summary>
    public static Power Zero => default;

    static string IQuantity<Power>.UnitName => nameof(Watts);

    double IQuantity<Power>.Amount => Watts;

    /// <summary>The power of that many watts (W).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="watts"/> is NaN or infinite.</exception>
    public static Power FromWatts(double watts) => new(Finite.Require(watts));

    static Power IQuantity<Power>.FromAmount(double amount) => FromWatts(amount);

    /// <summary>The sum of two amounts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sum is too large for a <see cref="double"/>.</exception>
    public static Power operator +(Power left, Power right) => FromWatts(left.Watts + right.Watts);

    /// <summary>The difference of two amounts; negative when <paramref name="right"/> is larger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The difference is too large for a <see cref="double"/>.</exception>
    public static Power operator -(Power left, Power right) => FromWatts(left.Watts - right.Watts);

    /// <summary>The amount with its sign reversed.</summary>
    public static Power operator -(Power amount) => new(-amount.Watts);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static Power operator *(Power amount, double factor) => FromWatts(amount.Watts * factor);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static Power operator *(double factor, Power amount) => amount * factor;

    /// <summary>The amount divided by a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quotient is not finite, as after a division by zero.</exception>
    public static Power operator /(Power amount, double divisor) => FromWatts(amount.Watts / divisor);

    /// <summary>How many times <paramref name="right"/> goes into <paramref name="left"/>, dimensionless.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not finite, as when <paramref name="right"/> is zero.</exception>
    public static double operator /(Power left, Power right) => Finite.Require(left.Watts / right.Watts, nameof(right));

    /// <summary>The energy spent at this power over that time: joules = watts x seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The product is too large for a <see cref="double"/>.</exception>
    public static Energy operator *(Power power, TimeSpan duration) =>
        Energy.FromJoules(power.Watts * duration.TotalSeconds);

    /// <inheritdoc cref="op_Multiply(Power, TimeSpan)" />
    public static Energy operator *(TimeSpan duration, Power power) => power * duration;

    /// <summary>Whether <paramref name="left"/> is the smaller amount.</summary>
    public static bool operator <(Power left, Power right) => left.Watts < right.Watts;

    /// <summary>Whether <paramref name="left"/> is the larger amount.</summary>
    public static bool operator >(Power left, Power right) => left.Watts > right.Watts;

    /// <summary>Whether <paramref name="left"/> is not the larger amount.</summary>
    public static bool operator <=(Power left, Power right) => left.Watts <= right.Watts;

    /// <summary>Whether <paramref name="left"/> is not the smaller amount.</summary>
    public static bool operator >=(Power left, Power right) => left.Watts >= right.Watts;

    /// <inheritdoc />
    public int CompareTo(Power other) => Watts.CompareTo(other.Watts);

    /// <inheritdoc />
    public int CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            Power other => CompareTo(other),
            _ => throw new ArgumentException($"Power cannot be compared with {obj.GetType().Name}.", nameof(obj)),
        };

    /// <summary>The power with three significant digits and a metric prefix: <c>1.52 W</c>.</summary>
    public override string ToString() => MetricText.Of(Watts, "W");
}
