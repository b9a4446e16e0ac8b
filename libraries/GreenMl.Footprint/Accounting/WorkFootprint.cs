using System.Text.Json.Serialization;

namespace GreenMl.Footprint.Accounting;

/// <summary>What a piece of work cost the world and its owner.</summary>
public sealed record WorkFootprint
{
    /// <summary>Energy of the computers, without the building's overhead.</summary>
    public required EnergyEstimate Energy { get; init; }

    /// <summary>Carbon of generating the energy, the building's overhead included.</summary>
    public required CarbonEstimate Operational { get; init; }

    /// <summary>Share of the carbon of making the hardware.</summary>
    public required CarbonEstimate Embodied { get; init; }

    /// <summary>Price of the machine and of the electricity paid apart; null where no price is known.</summary>
    public required CostEstimate? Cost { get; init; }

    /// <summary>Water used on site, in litres; null where unknown.</summary>
    public required double? WaterLiters { get; init; }

    /// <summary>All carbon: operational and embodied.</summary>
    [JsonIgnore]
    public CarbonEstimate Carbon => Operational + Embodied;

    /// <summary>No work: the neutral element of addition.</summary>
    public static WorkFootprint Zero { get; } =
        new()
        {
            Energy = EnergyEstimate.Zero,
            Operational = CarbonEstimate.Zero,
            Embodied = CarbonEstimate.Zero,
            Cost = CostEstimate.Zero,
            WaterLiters = 0,
        };

    /// <summary>Adds part by part. What is unknown in one is unknown in the sum, not zero.</summary>
    public static WorkFootprint operator +(WorkFootprint left, WorkFootprint right) =>
        new()
        {
            Energy = left.Energy + right.Energy,
            Operational = left.Operational + right.Operational,
            Embodied = left.Embodied + right.Embodied,
            Cost = left.Cost is { } cost && right.Cost is { } other ? cost + other : null,
            WaterLiters = left.WaterLiters + right.WaterLiters,
        };

    /// <summary>Adds up the parts; <see cref="Zero"/> when there are none.</summary>
    public static WorkFootprint Sum(IEnumerable<WorkFootprint> parts) =>
        parts.Aggregate(Zero, static (sum, part) => sum + part);
}
