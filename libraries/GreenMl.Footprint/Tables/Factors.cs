using GreenMl.Units;

namespace GreenMl.Footprint.Tables;

/// <summary>
/// Grid carbon intensity as an interval: the accounting value and the spread of the public sources that disagree on it.
/// Location-based and average; never mixed with marginal or market-based values.
/// </summary>
/// <param name="Low">The lowest of the sources.</param>
/// <param name="Central">The value to account with.</param>
/// <param name="High">The highest of the sources.</param>
/// <param name="Kind">What the central value averages over, such as a country.</param>
/// <param name="Source">Source and year, to print beside the number.</param>
public sealed record GridIntensity(
    CarbonIntensity Low,
    CarbonIntensity Central,
    CarbonIntensity High,
    string Kind,
    string Source
);

/// <summary>One cloud region: a row of <c>regions.csv</c>.</summary>
public sealed record RegionFactors
{
    /// <summary>The region's code, such as <c>eu-west-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>The region's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Carbon of the grid's electricity.</summary>
    public required GridIntensity Intensity { get; init; }

    /// <summary>Power usage effectiveness: energy of the building over energy of its computers, at least 1.</summary>
    public required double Pue { get; init; }

    /// <summary>Year and scope of <see cref="Pue"/>.</summary>
    public required string PueSource { get; init; }

    /// <summary>Water used on site, litres per kWh of IT energy; null where AWS publishes none.</summary>
    public required double? WaterLitersPerKilowattHour { get; init; }

    /// <summary>Scope of <see cref="WaterLitersPerKilowattHour"/>.</summary>
    public required string WaterSource { get; init; }

    /// <summary>Water used in generating the electricity, litres per kWh; null where unknown.</summary>
    public required double? GridWaterLitersPerKilowattHour { get; init; }

    /// <summary>Water stress from 0 (low) to 4 (extremely high); null where unknown.</summary>
    public required int? WaterStressCategory { get; init; }

    /// <summary>Why the numbers may mislead for this region; empty when nothing is known against them.</summary>
    public required string Note { get; init; }
}

/// <summary>One instance type: a row of <c>instances.csv</c>.</summary>
public sealed record InstanceFactors
{
    /// <summary>The type's name, such as <c>inf2.xlarge</c>.</summary>
    public required string InstanceType { get; init; }

    /// <summary>Number of vCPUs.</summary>
    public required int Vcpus { get; init; }

    /// <summary>Memory in GiB.</summary>
    public required double MemoryGib { get; init; }

    /// <summary>The processor, a name of <c>cpu_arch.csv</c>.</summary>
    public required string CpuArchitecture { get; init; }

    /// <summary>The accelerator, a name of <c>accelerators.csv</c>; null without one.</summary>
    public required string? Accelerator { get; init; }

    /// <summary>Number of accelerators.</summary>
    public required int AcceleratorCount { get; init; }

    /// <summary>Power of the whole instance when idle, with its bounds.</summary>
    public required PowerEstimate IdlePower { get; init; }

    /// <summary>Power of the whole instance at full load, with its bounds.</summary>
    public required PowerEstimate BusyPower { get; init; }

    /// <summary>Embodied carbon for each hour the whole instance is reserved.</summary>
    public required CarbonEstimate EmbodiedPerHour { get; init; }

    /// <summary>On-demand price in us-east-1 for each hour; null where none is published.</summary>
    public required CostEstimate? PricePerHour { get; init; }
}

/// <summary>One processor generation: a row of <c>cpu_arch.csv</c>.</summary>
/// <param name="Name">The generation, such as <c>EPYC 4th Gen</c>.</param>
/// <param name="IdlePerVcpu">Power of one idle vCPU with its share of memory and board.</param>
/// <param name="BusyPerVcpu">Power of one fully used vCPU with its share of memory and board.</param>
/// <param name="MemoryGbPerChip">Memory of the measured servers for each processor chip, already inside the powers.</param>
/// <param name="Source">Where the row comes from.</param>
/// <param name="Note">Doubts about the row; empty when there are none.</param>
public sealed record CpuArchitecture(
    string Name,
    Power IdlePerVcpu,
    Power BusyPerVcpu,
    double MemoryGbPerChip,
    string Source,
    string Note
);

/// <summary>One accelerator: a row of <c>accelerators.csv</c>.</summary>
/// <param name="Name">The accelerator, such as <c>Trainium</c>.</param>
/// <param name="IdlePower">Power when idle.</param>
/// <param name="BusyPower">Power at full load with its bounds; the source says how they were found.</param>
/// <param name="IsBound">Whether the vendor publishes no power, so that the value is a reasoned bound.</param>
public sealed record AcceleratorFactors(string Name, Power IdlePower, PowerEstimate BusyPower, bool IsBound);

/// <summary>One constant: a row of <c>coefficients.csv</c>.</summary>
/// <param name="Name">The constant's name.</param>
/// <param name="Value">Its value in <paramref name="Unit"/>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Kind">Published, estimated, derived or assumed.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record Coefficient(string Name, double Value, string Unit, string Kind, string Source);
