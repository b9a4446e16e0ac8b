namespace GreenMl.Footprint.Accounting;

/// <summary>
/// Carbon over functional units: a score of the Software Carbon Intensity. Scores over time or over components are
/// added part by part, so that the result is the ratio of the sums and never the mean of ratios.
/// </summary>
public sealed record SciScore
{
    /// <summary>A score.</summary>
    /// <param name="carbon">All carbon, C = O + M.</param>
    /// <param name="units">How many functional units it served, R; at least 0.</param>
    /// <param name="unit">The functional unit, such as <c>inference</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of units is negative or not finite.</exception>
    public SciScore(CarbonEstimate carbon, double units, string unit)
    {
        ArgumentNullException.ThrowIfNull(carbon);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        if (!double.IsFinite(units) || units < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(units),
                units,
                $"{units} {unit} units; the number of functional units must be finite and at least 0."
            );
        }

        (Carbon, Units, Unit) = (carbon, units, unit);
    }

    /// <summary>All carbon, operational and embodied.</summary>
    public CarbonEstimate Carbon { get; }

    /// <summary>The number of functional units.</summary>
    public double Units { get; }

    /// <summary>The functional unit.</summary>
    public string Unit { get; }

    /// <summary>Carbon for one functional unit; null, that is undefined, when none was served.</summary>
    public CarbonEstimate? PerUnit => Units > 0 ? Carbon * (1 / Units) : null;

    /// <summary>Adds carbon to carbon and units to units.</summary>
    /// <exception cref="ArgumentException">The scores have different functional units.</exception>
    public static SciScore operator +(SciScore left, SciScore right) =>
        left.Unit == right.Unit
            ? new SciScore(left.Carbon + right.Carbon, left.Units + right.Units, left.Unit)
            : throw new ArgumentException(
                $"Scores per {left.Unit} and per {right.Unit} cannot be added; only scores of one functional unit can.",
                nameof(right)
            );
}
