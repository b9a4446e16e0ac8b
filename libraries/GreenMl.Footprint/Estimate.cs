using System.Diagnostics.CodeAnalysis;
using GreenMl.Units;

namespace GreenMl.Footprint;

/// <summary>
/// A quantity as an interval with the grade and the source of its evidence: the shared algebra of
/// <see cref="EnergyEstimate"/>, <see cref="CarbonEstimate"/> and <see cref="CostEstimate"/>.
/// </summary>
/// <remarks>
/// The errors behind the bounds are those of coefficients (a watt per core, a grid intensity), which are wrong for all
/// steps in the same direction. Sums and differences therefore go bound by bound, as if all lows came together.
/// </remarks>
/// <typeparam name="TSelf">The kind of estimate.</typeparam>
/// <typeparam name="TQuantity">The quantity estimated.</typeparam>
[SuppressMessage(
    "Design",
    "CA1000:Do not declare static members on generic types",
    Justification = "They are called through the sealed records, as in EnergyEstimate.Zero."
)]
public abstract record Estimate<TSelf, TQuantity>
    where TSelf : Estimate<TSelf, TQuantity>, IEstimate<TSelf, TQuantity>
    where TQuantity : struct, IQuantity<TQuantity>
{
    private protected Estimate(TQuantity low, TQuantity central, TQuantity high, EvidenceGrade grade, string source)
    {
        if (low > central || central > high)
        {
            throw new ArgumentException(
                $"The interval [{low}, {central}, {high}] is out of order; it must be low <= central <= high.",
                nameof(central)
            );
        }

        ArgumentNullException.ThrowIfNull(source);
        (Low, Central, High, Grade, Source) = (low, central, high, grade, source);
    }

    /// <summary>The lower bound.</summary>
    public TQuantity Low { get; }

    /// <summary>The value to use where one number is needed.</summary>
    public TQuantity Central { get; }

    /// <summary>The upper bound.</summary>
    public TQuantity High { get; }

    /// <summary>The worst evidence that entered the number.</summary>
    public EvidenceGrade Grade { get; }

    /// <summary>Where the number comes from; the sources of a sum are separated by <c>" | "</c>.</summary>
    public string Source { get; }

    /// <summary>Nothing, known exactly: adding it changes neither values, grade nor source.</summary>
    public static TSelf Zero { get; } = TSelf.Create(default, default, default, EvidenceGrade.Measured, "");

    /// <summary>The interval, grade and source in one line.</summary>
    private protected string Text => $"{Central} [{Low}, {High}] {Grade}: {Source}";

    /// <summary>An estimate whose bounds are the value itself.</summary>
    public static TSelf Exactly(TQuantity value, EvidenceGrade grade, string source) =>
        TSelf.Create(value, value, value, grade, source);

    /// <summary>Adds up <paramref name="parts"/>; <see cref="Zero"/> when there are none.</summary>
    public static TSelf Sum(IEnumerable<TSelf> parts) => parts.Aggregate(Zero, static (sum, part) => sum + part);

    /// <summary>Adds bound by bound; the worst grade wins and the sources are merged without repetition.</summary>
    public static TSelf operator +(Estimate<TSelf, TQuantity> left, Estimate<TSelf, TQuantity> right) =>
        TSelf.Create(
            left.Low + right.Low,
            left.Central + right.Central,
            left.High + right.High,
            EstimateSources.Worst(left.Grade, right.Grade),
            EstimateSources.Merge(left.Source, right.Source)
        );

    /// <summary>
    /// Subtracts bound by bound, for two numbers of the same model and machine: the coefficient's error cancels. Where
    /// the differences come out of order, as for a negative difference, they are put in order again.
    /// </summary>
    public static TSelf operator -(Estimate<TSelf, TQuantity> left, Estimate<TSelf, TQuantity> right) =>
        InOrder(
            left.Low - right.Low,
            left.Central - right.Central,
            left.High - right.High,
            EstimateSources.Worst(left.Grade, right.Grade),
            EstimateSources.Merge(left.Source, right.Source)
        );

    /// <summary>Scales all three values by an exact number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor or a product is not finite.</exception>
    public static TSelf operator *(Estimate<TSelf, TQuantity> estimate, double factor) =>
        InOrder(
            estimate.Low * factor,
            estimate.Central * factor,
            estimate.High * factor,
            estimate.Grade,
            estimate.Source
        );

    private static TSelf InOrder(TQuantity first, TQuantity central, TQuantity last, EvidenceGrade grade, string source)
    {
        var low = Min(central, Min(first, last));
        var high = Max(central, Max(first, last));
        return TSelf.Create(low, central, high, grade, source);
    }

    private static TQuantity Min(TQuantity left, TQuantity right) => left < right ? left : right;

    private static TQuantity Max(TQuantity left, TQuantity right) => left > right ? left : right;
}

/// <summary>How <see cref="Estimate{TSelf, TQuantity}"/> makes its results.</summary>
/// <typeparam name="TSelf">The kind of estimate.</typeparam>
/// <typeparam name="TQuantity">The quantity estimated.</typeparam>
public interface IEstimate<TSelf, TQuantity>
    where TQuantity : struct, IQuantity<TQuantity>
{
    /// <summary>Makes an estimate from its parts.</summary>
    /// <exception cref="ArgumentException">The values are not in the order low, central, high.</exception>
    static abstract TSelf Create(TQuantity low, TQuantity central, TQuantity high, EvidenceGrade grade, string source);
}
