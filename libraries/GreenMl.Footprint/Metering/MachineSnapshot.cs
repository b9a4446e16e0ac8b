namespace GreenMl.Footprint.Metering;

/// <summary>The counters of the whole machine at one moment. Only the difference of two of one boot means something.</summary>
public sealed record MachineSnapshot
{
    /// <summary>The kernel's id of this boot; counters start anew with each.</summary>
    public required string BootId { get; init; }

    /// <summary>The moment by the wall clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Time since boot, suspension included; unlike the wall clock it never jumps.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Number of vCPUs online.</summary>
    public required int Vcpus { get; init; }

    /// <summary>CPU-seconds spent working since boot, all vCPUs together.</summary>
    public required double BusyCpuSeconds { get; init; }

    /// <summary>CPU-seconds spent idle or waiting for storage since boot, all vCPUs together.</summary>
    public required double IdleCpuSeconds { get; init; }

    /// <summary>CPU-seconds the hypervisor gave to other machines while this one wanted them.</summary>
    public required double StealCpuSeconds { get; init; }

    /// <summary>Energy counters of the processor packages; empty where the machine has none or forbids reading them.</summary>
    public required IReadOnlyList<RaplCounter> Rapl { get; init; }
}

/// <summary>One energy counter of a processor package (RAPL), which wraps around at its maximum.</summary>
/// <param name="Zone">The kernel's name of the counter, such as <c>intel-rapl:0</c>.</param>
/// <param name="Microjoules">The counter's value in microjoules.</param>
/// <param name="MaximumMicrojoules">The value after which it starts again at zero.</param>
public sealed record RaplCounter(string Zone, long Microjoules, long MaximumMicrojoules);

/// <summary>What makes the energy of a window less certain than it looks.</summary>
[Flags]
public enum MachineDoubts
{
    /// <summary>Nothing known.</summary>
    None = 0,

    /// <summary>The machine was suspended or paused; its missing time is charged no energy.</summary>
    MissingTime = 1,

    /// <summary>The hypervisor withheld more than 1 % of the CPU time asked for.</summary>
    Steal = 2,

    /// <summary>The CPU clock ran backwards or the number of vCPUs changed; the active energy is only bounded.</summary>
    CpuCounterReset = 4,

    /// <summary>Energy counters were there but unusable: reset, gone, or wrapped an unknown number of times.</summary>
    EnergyCounterUnusable = 8,
}
