using System.Text.Json.Serialization;

namespace GreenMl.Footprint;

/// <summary>What one step of work used on the machine where it ran. Grid, price and embodied carbon are added later.</summary>
public sealed record StepMeasurement
{
    /// <summary>The name of the step, such as <c>train</c>.</summary>
    public required string Step { get; init; }

    /// <summary>When the step began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long the step took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>CPU time of the process and of its children that ended meanwhile, in seconds.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Energy spent by working: the CPU-seconds times the power of a busy core above its idle power.</summary>
    public required EnergyEstimate Active { get; init; }

    /// <summary>The reserved share of the machine's idle energy over <see cref="Duration"/>, used or not.</summary>
    public required EnergyEstimate Idle { get; init; }

    /// <summary>vCPUs held for the step: its share of the machine's idle power and embodied carbon.</summary>
    public required double ReservedVcpus { get; init; }

    /// <summary>Largest resident memory of the process since it started, in bytes; 0 where the system does not tell.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Bytes read through system calls, from the page cache or not; null where the system does not tell.</summary>
    public required long? BytesRead { get; init; }

    /// <summary>Bytes written through system calls; null where the system does not tell.</summary>
    public required long? BytesWritten { get; init; }

    /// <summary>The whole energy of the step: <see cref="Active"/> plus <see cref="Idle"/>.</summary>
    [JsonIgnore]
    public EnergyEstimate Total => Active + Idle;
}
