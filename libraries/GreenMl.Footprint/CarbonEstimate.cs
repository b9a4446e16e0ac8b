using System.Text.Json.Serialization;
using GreenMl.Units;

namespace GreenMl.Footprint;

/// <summary>A mass of greenhouse gases with its uncertainty, grade and source.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="Central">The value to use where one number is needed.</param>
/// <param name="High">The upper bound.</param>
/// <param name="Grade">The worst evidence that entered the number.</param>
/// <param name="Source">Where the number comes from, for printing beside it.</param>
/// <exception cref="ArgumentException">The values are not in the order low, central, high.</exception>
[JsonConverter(typeof(EstimateJsonConverter<CarbonEstimate, CarbonMass>))]
public sealed record CarbonEstimate(
    CarbonMass Low,
    CarbonMass Central,
    CarbonMass High,
    EvidenceGrade Grade,
    string Source
) : Estimate<CarbonEstimate, CarbonMass>(Low, Central, High, Grade, Source), IEstimate<CarbonEstimate, CarbonMass>
{
    static CarbonEstimate IEstimate<CarbonEstimate, CarbonMass>.Create(
        CarbonMass low,
        CarbonMass central,
        CarbonMass high,
        EvidenceGrade grade,
        string source
    ) => new(low, central, high, grade, source);

    /// <summary>The interval, grade and source in one line.</summary>
    public override string ToString() => Text;
}
