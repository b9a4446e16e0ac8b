using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.Units;

namespace GreenMl.Footprint;

/// <summary>
/// The power of a machine as a line through its idle and its fully busy power (Cloud Carbon Footprint's method), so that
/// energy splits into an active part that follows CPU-seconds and an idle part that follows time:
/// <c>E = (busy - idle) per vCPU x CPU-seconds + idle power x reserved share x time</c>.
/// </summary>
/// <remarks>
/// One watt figure is good to a factor of about two. The bounds are the spread between two public models over the 26
/// instance types that both cover: 0.7x to 2.4x on the active part, 0.86x to 2.42x on the idle part. Comparisons on one
/// machine do not suffer from it: the same coefficient stands on both sides.
/// </remarks>
public sealed record PowerModel
{
    // The EPYC 5th Gen row is eight times its neighbours, and Graviton rows are copies of EPYC 2nd Gen.
    private const string Outlier = "EPYC 5th Gen";
    private const string OutlierSubstitute = "EPYC 4th Gen";

    private PowerModel(Hardware hardware, PowerEstimate activePerVcpu, PowerEstimate idle) =>
        (Hardware, ActivePerVcpu, Idle) = (hardware, activePerVcpu, idle);

    /// <summary>The machine modelled.</summary>
    public Hardware Hardware { get; }

    /// <summary>Power of one fully used vCPU above its idle power.</summary>
    public PowerEstimate ActivePerVcpu { get; }

    /// <summary>Power of the whole machine when it does nothing.</summary>
    public PowerEstimate Idle { get; }

    /// <summary>The model of the machine this process runs on.</summary>
    public static PowerModel OfThisMachine(FactorTables tables) => Of(Hardware.OfThisMachine(), tables);

    /// <summary>The model of a machine; an unknown processor gets the mean of the known ones.</summary>
    public static PowerModel Of(Hardware hardware, FactorTables tables)
    {
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentNullException.ThrowIfNull(tables);
        var (idle, busy, memoryPerChip, source) = Row(hardware, tables);
        var active = Spread(busy - idle, "cpu_busy_low", "cpu_busy_high", source, tables);
        var idleCpu = Spread(idle * hardware.Vcpus, "cpu_idle_low", "cpu_idle_high", source, tables);
        return new PowerModel(hardware, active, idleCpu + ExtraMemory(hardware, memoryPerChip, tables));
    }

    /// <summary>The active energy of CPU time.</summary>
    /// <param name="cpuSeconds">CPU-seconds, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The CPU-seconds are negative or not finite.</exception>
    public EnergyEstimate ActiveEnergy(double cpuSeconds) => ActivePerVcpu.Over(NotNegative(cpuSeconds));

    /// <summary>The idle energy of a share of the machine over a time.</summary>
    /// <param name="duration">How long the share was held, at least 0.</param>
    /// <param name="reservedVcpus">vCPUs held, at least 0; more than the machine has counts as all of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative or not finite.</exception>
    public EnergyEstimate IdleEnergy(TimeSpan duration, double reservedVcpus) =>
        Idle.Over(NotNegative(duration.TotalSeconds)) * Math.Min(1, NotNegative(reservedVcpus) / Hardware.Vcpus);

    private static (Power Idle, Power Busy, double MemoryPerChip, string Source) Row(
        Hardware hardware,
        FactorTables tables
    )
    {
        var name = hardware.Architecture == Outlier ? OutlierSubstitute : hardware.Architecture;
        if (name is not null && tables.Architectures.TryGetValue(name, out var row))
        {
            var doubt = (name == hardware.Architecture, row.Note) switch
            {
                (false, _) => $", standing in for {hardware.Architecture}, whose own row is an outlier",
                (true, { Length: > 0 } note) => $", {note}",
                _ => "",
            };
            return (row.IdlePerVcpu, row.BusyPerVcpu, row.MemoryGbPerChip, $"{name} W per vCPU: {row.Source}{doubt}");
        }

        var known = tables.Architectures.Values.Where(row => row.Note.Length == 0).ToArray();
        return (
            Power.FromWatts(known.Average(row => row.IdlePerVcpu.Watts)),
            Power.FromWatts(known.Average(row => row.BusyPerVcpu.Watts)),
            known.Average(row => row.MemoryGbPerChip),
            $"mean W per vCPU of {known.Length} processor generations ('{hardware.CpuModel}' is not in the table): "
                + known[0].Source
        );
    }

    private static PowerEstimate Spread(Power central, string low, string high, string source, FactorTables tables)
    {
        var (lowest, highest) = (tables.Coefficient(low), tables.Coefficient(high));
        return new PowerEstimate(
            central * lowest.Value,
            central,
            central * highest.Value,
            EvidenceGrade.Modelled,
            $"{source}, bounds {lowest.Value}x to {highest.Value}x ({lowest.Source})"
        );
    }

    /// <summary>
    /// Memory beyond what the powers per vCPU include. A virtual machine gets the included memory of its share of a
    /// chip; its lower bound is nothing extra, its upper bound all of its memory.
    /// </summary>
    private static PowerEstimate ExtraMemory(Hardware hardware, double memoryPerChip, FactorTables tables)
    {
        var chips = hardware.Vcpus / tables.Coefficient("chip_vcpu").Value;
        var included = memoryPerChip * (hardware.IsVirtual ? chips : Math.Ceiling(chips));
        var extra = Math.Max(0, hardware.MemoryGigabytes - included);
        var wattsPerGb = tables.Coefficient("memory_energy");
        var low = hardware.IsVirtual ? 0 : extra * tables.Coefficient("memory_energy_low").Value;
        var high = hardware.MemoryGigabytes * tables.Coefficient("memory_energy_high").Value;
        return new PowerEstimate(
            Power.FromWatts(low),
            Power.FromWatts(extra * wattsPerGb.Value),
            Power.FromWatts(high),
            EvidenceGrade.Modelled,
            $"memory beyond that of the measured servers, {wattsPerGb.Value} W/GB: {wattsPerGb.Source}"
        );
    }

    private static double NotNegative(double value) =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value),
                value,
                $"{value} is no amount of use; it must be a finite number of at least 0."
            );
}
