namespace GreenMl.Footprint.Metering;

/// <summary>Measures the whole machine between two moments, from counters that the kernel keeps anyway.</summary>
public sealed class MachineMeter
{
    /// <summary>The shortest window that is measured: shorter ones would divide the coarseness of clocks by nearly nothing.</summary>
    public static readonly TimeSpan MinimumWindow = TimeSpan.FromSeconds(1);

    private const double ClockTickSeconds = 1 / ProcText.TicksPerSecond;

    // The kernel samples busy and idle at ticks, a process's own time exactly; the two differ by about a percent.
    private const double SamplingError = 0.01;
    private const double StealShareFlagged = 0.01;
    private static readonly TimeSpan MissingTimeFlagged = TimeSpan.FromSeconds(1);

    private readonly PowerModel _model;
    private readonly TimeProvider _time;
    private readonly string _root;

    /// <summary>A meter of this machine.</summary>
    /// <param name="model">Its power model.</param>
    /// <param name="time">The wall clock.</param>
    public MachineMeter(PowerModel model, TimeProvider time)
        : this(model, time, "/") { }

    internal MachineMeter(PowerModel model, TimeProvider time, string root) =>
        (_model, _time, _root) = (model, time, root);

    /// <summary>Reads the counters.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no Linux <c>/proc</c>.</exception>
    public MachineSnapshot Snapshot()
    {
        var cpu = ProcText.Stat(Text("proc/stat"));
        var uptime = ProcText.Uptime(Text("proc/uptime"));
        var bootId = Text("proc/sys/kernel/random/boot_id").Trim();
        if (cpu is null || uptime is null || bootId.Length == 0)
        {
            throw new PlatformNotSupportedException(
                "Measuring the machine needs /proc/stat, /proc/uptime and the boot id of Linux; one of them is missing."
            );
        }

        return new MachineSnapshot
        {
            BootId = bootId,
            At = _time.GetUtcNow(),
            Uptime = uptime.Value,
            Vcpus = cpu.Vcpus,
            BusyCpuSeconds = cpu.Busy,
            IdleCpuSeconds = cpu.Idle,
            StealCpuSeconds = cpu.Steal,
            Rapl = RaplReader.Read(Path.Combine(_root, "sys/class/powercap")),
        };
    }

    /// <summary>The energy of the machine between two snapshots.</summary>
    /// <exception cref="ArgumentException">
    /// The snapshots are of different boots, in the wrong order, or closer than <see cref="MinimumWindow"/>.
    /// </exception>
    public MachineEnergy Energy(MachineSnapshot from, MachineSnapshot to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var window = Window(from, to);
        var busy = BusyCpuSeconds(from, to);
        var missing = MissingTime(from, to, window);
        var steal = StealShare(from, to);
        var counted = RaplReader.Between(from.Rapl, to.Rapl, window);
        return new MachineEnergy
        {
            From = from.At,
            To = to.At,
            BusyCpuSeconds = busy,
            Active = busy is { } seconds ? _model.ActiveEnergy(seconds) : UnknownActive(window, from.Vcpus),
            Idle = _model.IdleEnergy(window - missing, _model.Hardware.Vcpus),
            Counted = counted is { } energy
                ? EnergyEstimate.Exactly(
                    energy,
                    EvidenceGrade.Measured,
                    "RAPL package counters; memory and board not included"
                )
                : null,
            MissingTime = missing,
            StealShare = steal,
            Doubts =
                When(missing > TimeSpan.Zero, MachineDoubts.MissingTime)
                | When(steal > StealShareFlagged, MachineDoubts.Steal)
                | When(busy is null, MachineDoubts.CpuCounterReset)
                | When(counted is null && from.Rapl.Count > 0, MachineDoubts.EnergyCounterUnusable),
            RoundingJoules = RoundingJoules(busy ?? 0, StolenCpuSeconds(from, to), from.Vcpus),
        };
    }

    private static MachineDoubts When(bool condition, MachineDoubts doubt) => condition ? doubt : MachineDoubts.None;

    private static TimeSpan Window(MachineSnapshot from, MachineSnapshot to)
    {
        if (from.BootId != to.BootId)
        {
            throw new ArgumentException(
                $"The machine was started anew between the snapshots (boot {from.BootId}, then {to.BootId}); "
                    + "their counters cannot be compared. Take a first snapshot after each start.",
                nameof(to)
            );
        }

        var window = to.Uptime - from.Uptime;
        return window >= MinimumWindow
            ? window
            : throw new ArgumentException(
                $"The snapshots are {window.TotalSeconds:0.###} s apart; they must be at least {MinimumWindow.TotalSeconds} s apart, in order.",
                nameof(to)
            );
    }

    private static double? BusyCpuSeconds(MachineSnapshot from, MachineSnapshot to)
    {
        var busy = to.BusyCpuSeconds - from.BusyCpuSeconds;
        return busy >= 0 && from.Vcpus == to.Vcpus ? busy : null;
    }

    private static TimeSpan MissingTime(MachineSnapshot from, MachineSnapshot to, TimeSpan window)
    {
        var accounted =
            (to.BusyCpuSeconds + to.IdleCpuSeconds + to.StealCpuSeconds)
            - (from.BusyCpuSeconds + from.IdleCpuSeconds + from.StealCpuSeconds);
        var missing = window - TimeSpan.FromSeconds(Math.Clamp(accounted / from.Vcpus, 0, window.TotalSeconds));
        return missing > MissingTimeFlagged && missing > window * 0.02 ? missing : TimeSpan.Zero;
    }

    private static double StealShare(MachineSnapshot from, MachineSnapshot to)
    {
        var steal = StolenCpuSeconds(from, to);
        var wanted = steal + Math.Max(0, to.BusyCpuSeconds - from.BusyCpuSeconds);
        return wanted > 0 ? steal / wanted : 0;
    }

    private static double StolenCpuSeconds(MachineSnapshot from, MachineSnapshot to) =>
        Math.Max(0, to.StealCpuSeconds - from.StealCpuSeconds);

    // Somewhere between nothing and every vCPU at work all the time: a missing sample is missing, not zero.
    private EnergyEstimate UnknownActive(TimeSpan window, int vcpus)
    {
        var all = _model.ActiveEnergy(window.TotalSeconds * vcpus);
        return new EnergyEstimate(
            Units.Energy.Zero,
            all.Central / 2,
            all.High,
            EvidenceGrade.Table,
            $"no use measured; between idle and all {vcpus} vCPUs busy: {all.Source}"
        );
    }

    // A process's own clock may run on while the hypervisor holds its vCPU; the machine's does not count that as work.
    private double RoundingJoules(double busyCpuSeconds, double stolenCpuSeconds, int vcpus)
    {
        var seconds = (2 * ClockTickSeconds * vcpus) + (SamplingError * busyCpuSeconds) + stolenCpuSeconds;
        var idleTick = _model.Idle.Central.Watts * 2 * ClockTickSeconds;
        return (_model.ActivePerVcpu.Central.Watts * seconds) + idleTick;
    }

    private string Text(string path) => TextFile.TryRead(Path.Combine(_root, path)) ?? "";
}
