using System.Text.Json.Serialization;

namespace GreenMl.Footprint.Metering;

/// <summary>The energy of the whole machine between two snapshots.</summary>
public sealed record MachineEnergy
{
    /// <summary>The beginning of the window.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of the window.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>CPU-seconds the machine worked; null when its CPU clock was reset.</summary>
    public required double? BusyCpuSeconds { get; init; }

    /// <summary>Modelled energy of the work, by CPU-seconds.</summary>
    public required EnergyEstimate Active { get; init; }

    /// <summary>Modelled energy of being switched on.</summary>
    public required EnergyEstimate Idle { get; init; }

    /// <summary>
    /// Energy of the processor packages by their own counters; null where there are none. Memory and the rest of the
    /// board are not in it.
    /// </summary>
    public required EnergyEstimate? Counted { get; init; }

    /// <summary>Time in the window that the machine did not run.</summary>
    public required TimeSpan MissingTime { get; init; }

    /// <summary>CPU time withheld by the hypervisor, as a part of the time asked for: 0 to 1.</summary>
    public required double StealShare { get; init; }

    /// <summary>Warnings about the window.</summary>
    public required MachineDoubts Doubts { get; init; }

    /// <summary>How far two readings of the same work may differ by the coarseness of the clocks alone, in joules.</summary>
    public required double RoundingJoules { get; init; }

    /// <summary>The energy of the machine: by counter where there is one, else by the model.</summary>
    [JsonIgnore]
    public EnergyEstimate Total => Counted ?? (Active + Idle);
}
