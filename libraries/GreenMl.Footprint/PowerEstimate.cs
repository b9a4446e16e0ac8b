using System.Text.Json.Serialization;
using GreenMl.Units;

namespace GreenMl.Footprint;

/// <summary>A power with its uncertainty, grade and source.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="Central">The value to use where one number is needed.</param>
/// <param name="High">The upper bound.</param>
/// <param name="Grade">The worst evidence that entered the number.</param>
/// <param name="Source">Where the number comes from, for printing beside it.</param>
/// <exception cref="ArgumentException">The values are not in the order low, central, high.</exception>
[JsonConverter(typeof(EstimateJsonConverter<PowerEstimate, Power>))]
public sealed record PowerEstimate(Power Low, Power Central, Power High, EvidenceGrade Grade, string Source)
    : Estimate<PowerEstimate, Power>(Low, Central, High, Grade, Source),
        IEstimate<PowerEstimate, Power>
{
    static PowerEstimate IEstimate<PowerEstimate, Power>.Create(
        Power low,
        Power central,
        Power high,
        EvidenceGrade grade,
        string source
    ) => new(low, central, high, grade, source);

    /// <summary>The energy of this power over a time: joules = watts x seconds, bound by bound.</summary>
    /// <param name="power">The power.</param>
    /// <param name="duration">The time; not negative, so that the bounds keep their order.</param>
    public static EnergyEstimate operator *(PowerEstimate power, TimeSpan duration) =>
        power.Over(duration.TotalSeconds);

    // CPU time comes in fractions of a second that a TimeSpan would round.
    internal EnergyEstimate Over(double seconds) =>
        new(
            Energy.FromJoules(Low.Watts * seconds),
            Energy.FromJoules(Central.Watts * seconds),
            Energy.FromJoules(High.Watts * seconds),
            Grade,
            Source
        );

    /// <summary>The interval, grade and source in one line.</summary>
    public override string ToString() => Text;
}
