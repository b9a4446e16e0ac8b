namespace GreenMl.Footprint.Metering;

/// <summary>Measures the steps of one process: CPU time, memory, bytes, and the energy they stand for.</summary>
/// <remarks>It reads counters when asked and keeps no thread. Its steps may not overlap: they share one CPU clock.</remarks>
public sealed class WorkMeter
{
    private readonly Lock _gate = new();
    private readonly Func<ProcessUsage?> _read;
    private string? _runningStep;

    internal WorkMeter(PowerModel model, double reservedVcpus, TimeProvider time, Func<ProcessUsage?> read)
    {
        if (!double.IsFinite(reservedVcpus) || reservedVcpus <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(reservedVcpus),
                reservedVcpus,
                $"reservedVcpus is {reservedVcpus}; it must be a finite number above 0: the vCPUs held for the work."
            );
        }

        (Model, ReservedVcpus, Time, _read) = (model, reservedVcpus, time, read);
    }

    /// <summary>The power model behind the energies.</summary>
    public PowerModel Model { get; }

    /// <summary>vCPUs held for the work: its share of the machine's idle power.</summary>
    public double ReservedVcpus { get; }

    internal TimeProvider Time { get; }

    /// <summary>A meter of this process and of its children that ended.</summary>
    /// <param name="model">The power model of this machine.</param>
    /// <param name="time">The clock.</param>
    /// <param name="reservedVcpus">
    /// vCPUs held for the work; null for those this process may use, which honours the limits of a container.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The reserved vCPUs are not a finite number above 0.</exception>
    public static WorkMeter OfThisProcess(PowerModel model, TimeProvider time, double? reservedVcpus = null) =>
        new(model, reservedVcpus ?? Environment.ProcessorCount, time, ProcessReader.OfThisProcess);

    /// <summary>A meter of another process, such as a server that was started for an endpoint.</summary>
    /// <remarks>When the process ends between two readings, the work since the last reading is not counted.</remarks>
    /// <param name="processId">The id of the process.</param>
    /// <param name="model">The power model of this machine.</param>
    /// <param name="time">The clock.</param>
    /// <param name="reservedVcpus">vCPUs held for that process.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reserved vCPUs are not a finite number above 0.</exception>
    public static WorkMeter OfProcess(int processId, PowerModel model, TimeProvider time, double reservedVcpus) =>
        new(model, reservedVcpus, time, () => ProcessReader.Of(processId));

    /// <summary>Starts measuring a step.</summary>
    /// <param name="step">The step's name in the measurement.</param>
    /// <exception cref="InvalidOperationException">
    /// Another step of this meter is still running, or the process has ended.
    /// </exception>
    public WorkSession Start(string step)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(step);
        lock (_gate)
        {
            if (_runningStep is { } running)
            {
                throw new InvalidOperationException(
                    $"Step '{step}' cannot start: '{running}' is still measured, and both would count the same CPU time. Stop it first."
                );
            }

            var usage =
                _read() ?? throw new InvalidOperationException($"Step '{step}' cannot start: the process has ended.");
            _runningStep = step;
            return new WorkSession(this, step, usage);
        }
    }

    internal ProcessUsage? Read() => _read();

    internal void End()
    {
        lock (_gate)
        {
            _runningStep = null;
        }
    }
}
