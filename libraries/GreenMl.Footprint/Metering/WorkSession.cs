namespace GreenMl.Footprint.Metering;

/// <summary>One step being measured. Disposing it without <see cref="Stop"/> drops the measurement.</summary>
public sealed class WorkSession : IDisposable
{
    private readonly Lock _gate = new();
    private readonly WorkMeter _meter;
    private readonly ProcessUsage _first;
    private readonly DateTimeOffset _startedAt;
    private readonly long _startedTimestamp;
    private ProcessUsage _last;
    private StepMeasurement? _result;
    private bool _ended;

    internal WorkSession(WorkMeter meter, string step, ProcessUsage first)
    {
        (_meter, Step, _first, _last) = (meter, step, first, first);
        _startedAt = meter.Time.GetUtcNow();
        _startedTimestamp = meter.Time.GetTimestamp();
    }

    /// <summary>The step's name.</summary>
    public string Step { get; }

    /// <summary>The measurement so far; the step goes on. After <see cref="Stop"/>, the final one.</summary>
    public StepMeasurement Sample()
    {
        lock (_gate)
        {
            return _result ?? Measure_NeedsLock();
        }
    }

    /// <summary>Ends the step and returns its measurement; asked again, it returns the same.</summary>
    public StepMeasurement Stop()
    {
        lock (_gate)
        {
            _result ??= Measure_NeedsLock();
            End_NeedsLock();
            return _result;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            End_NeedsLock();
        }
    }

    // Once only: by the time of a second call the meter may be measuring the next step.
    private void End_NeedsLock()
    {
        if (!_ended)
        {
            _ended = true;
            _meter.End();
        }
    }

    private StepMeasurement Measure_NeedsLock()
    {
        // A process that has ended leaves its last reading: partial use is kept, never made zero.
        _last = _meter.Read() ?? _last;
        var duration = _meter.Time.GetElapsedTime(_startedTimestamp);
        var cpuSeconds = Math.Max(0, _last.CpuSeconds - _first.CpuSeconds);
        return new StepMeasurement
        {
            Step = Step,
            StartedAt = _startedAt,
            Duration = duration,
            CpuSeconds = cpuSeconds,
            Active = _meter.Model.ActiveEnergy(cpuSeconds),
            Idle = _meter.Model.IdleEnergy(duration, _meter.ReservedVcpus),
            ReservedVcpus = _meter.ReservedVcpus,
            PeakMemoryBytes = _last.PeakMemoryBytes,
            BytesRead = _last.BytesRead - _first.BytesRead,
            BytesWritten = _last.BytesWritten - _first.BytesWritten,
        };
    }
}
