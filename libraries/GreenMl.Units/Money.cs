namespace GreenMl.Units;

/// <summary>An amount of money. For estimates of cost; not for ledgers that must balance to the cent.</summary>
/// <remarks>Always finite; may be negative, because differences of amounts are amounts.</remarks>
public readonly record struct Money : IQuantity<Money>
{
    private Money(double usDollars) => UsDollars = usDollars;

    /// <summary>The amount in US dollars (USD).</summary>
    public double UsDollars { get; }

    /// <summary>No money.</summary>
    public static Money Zero => default;

    static string IQuantity<Money>.UnitName => nameof(UsDollars);

    double IQuantity<Money>.Amount => UsDollars;

    /// <summary>The amount of that many US dollars (USD).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="usDollars"/> is NaN or infinite.</exception>
    public static Money FromUsDollars(double usDollars) => new(Finite.Require(usDollars));

    static Money IQuantity<Money>.FromAmount(double amount) => FromUsDollars(amount);

    /// <summary>The sum of two amounts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sum is too large for a <see cref="double"/>.</exception>
    public static Money operator +(Money left, Money right) => FromUsDollars(left.UsDollars + right.UsDollars);

    /// <summary>The difference of two amounts; negative when <paramref name="right"/> is larger.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The difference is too large for a <see cref="double"/>.</exception>
    public static Money operator -(Money left, Money right) => FromUsDollars(left.UsDollars - right.UsDollars);

    /// <summary>The amount with its sign reversed.</summary>
    public static Money operator -(Money amount) => new(-amount.UsDollars);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static Money operator *(Money amount, double factor) => FromUsDollars(amount.UsDollars * factor);

    /// <summary>The amount times a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or the product is not finite.</exception>
    public static Money operator *(double factor, Money amount) => amount * factor;

    /// <summary>The amount divided by a plain number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quotient is not finite, as after a division by zero.</exception>
    public static Money operator /(Money amount, double divisor) => FromUsDollars(amount.UsDollars / divisor);

    /// <summary>How many times <paramref name="right"/> goes into <paramref name="left"/>, dimensionless.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not finite, as when <paramref name="right"/> is zero.</exception>
    public static double operator /(Money left, Money right) =>
        Finite.Require(left.UsDollars / right.UsDollars, nameof(right));

    /// <summary>Whether <paramref name="left"/> is the smaller amount.</summary>
    public static bool operator <(Money left, Money right) => left.UsDollars < right.UsDollars;

    /// <summary>Whether <paramref name="left"/> is the larger amount.</summary>
    public static bool operator >(Money left, Money right) => left.UsDollars > right.UsDollars;

    /// <summary>Whether <paramref name="left"/> is not the larger amount.</summary>
    public static bool operator <=(Money left, Money right) => left.UsDollars <= right.UsDollars;

    /// <summary>Whether <paramref name="left"/> is not the smaller amount.</summary>
    public static bool operator >=(Money left, Money right) => left.UsDollars >= right.UsDollars;

    /// <inheritdoc />
    public int CompareTo(Money other) => UsDollars.CompareTo(other.UsDollars);

    /// <inheritdoc />
    public int CompareTo(object? obj) =>
        obj switch
        {
            null => 1,
            Money other => CompareTo(other),
            _ => throw new ArgumentException($"Money cannot be compared with {obj.GetType().Name}.", nameof(obj)),
        };

    /// <summary>The amount with cents, or with three significant digits below ten cents: <c>$1.25</c>, <c>$0.000412</c>.</summary>
    public override string ToString() => MetricText.OfDollars(UsDollars);
}
