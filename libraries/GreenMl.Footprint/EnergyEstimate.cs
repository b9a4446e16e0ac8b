using System.Text.Json.Serialization;
using GreenMl.Units;

namespace GreenMl.Footprint;

/// <summary>An amount of energy with its uncertainty, grade and source.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="Central">The value to use where one number is needed.</param>
/// <param name="High">The upper bound.</param>
/// <param name="Grade">The worst evidence that entered the number.</param>
/// <param name="Source">Where the number comes from, for printing beside it.</param>
/// <exception cref="ArgumentException">The values are not in the order low, central, high.</exception>
[JsonConverter(typeof(EstimateJsonConverter<EnergyEstimate, Energy>))]
public sealed record EnergyEstimate(Energy Low, Energy Central, Energy High, EvidenceGrade Grade, string Source)
    : Estimate<EnergyEstimate, Energy>(Low, Central, High, Grade, Source),
        IEstimate<EnergyEstimate, Energy>
{
    static EnergyEstimate IEstimate<EnergyEstimate, Energy>.Create(
        Energy low,
        Energy central,
        Energy high,
        EvidenceGrade grade,
        string source
    ) => new(low, central, high, grade, source);

    /// <summary>The interval, grade and source in one line.</summary>
    public override string ToString() => Text;
}
