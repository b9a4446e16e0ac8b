using System.Text.Json;
using GreenMl.Footprint;
using GreenMl.Footprint.Metering;

namespace GreenMl.Workers;

/// <summary>
/// What a worker tells while it works: progress as JSON lines on its output (at most two a second), and what each step
/// used in the measurements file. Steps follow each other and share the way from 0 to 1 between them.
/// </summary>
public sealed class WorkerJournal
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly TextWriter _output;
    private readonly WorkMeter _meter;
    private readonly MeasurementLog _log;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly double _energyBeforeJoules;
    private double _energyOfClosedStepsJoules;
    private long _reportedAt;
    private int _steps;

    /// <summary>A journal that appends to the measurements of <paramref name="layout"/>.</summary>
    public WorkerJournal(WorkerLayout layout, TextWriter output, WorkMeter meter, TimeProvider time)
    {
        _output = output;
        _meter = meter;
        _time = time;
        _log = new(layout.MeasurementsFile);
        _startedAt = time.GetTimestamp();
        _energyBeforeJoules = _log.Read().Sum(TotalJoules);
    }

    /// <summary>Begins a step that takes the job from <paramref name="from"/> to <paramref name="to"/>, both 0 to 1.</summary>
    /// <param name="name">The step's name in reports, for instance <c>train</c>.</param>
    /// <param name="from">The share of the whole job done when the step begins.</param>
    /// <param name="to">The share done when it ends.</param>
    /// <returns>The open step; disposing it ends the step.</returns>
    public WorkerStep BeginStep(string name, double from, double to)
    {
        var step = new WorkerStep(this, name, from, to, _steps++, _meter.Start(name));
        step.Announce();
        return step;
    }

    internal void Report(WorkerStep step, double stepFraction, IReadOnlyDictionary<string, double> metrics, bool isDue)
    {
        lock (_gate)
        {
            if (!isDue && _reportedAt != 0 && _time.GetElapsedTime(_reportedAt) < ReportInterval)
            {
                return;
            }

            _reportedAt = _time.GetTimestamp();
            var measurement = step.Session.Sample();
            _log.Append(step.Sequence, measurement);
            Write_NeedsLock(
                step,
                step.From + (stepFraction * (step.To - step.From)),
                metrics,
                TotalJoules(measurement)
            );
        }
    }

    internal void End(WorkerStep step)
    {
        lock (_gate)
        {
            var measurement = step.Session.Stop();
            _log.Append(step.Sequence, measurement);
            _energyOfClosedStepsJoules += TotalJoules(measurement);
        }
    }

#pragma warning disable MA0045 // Work reports from inside its own loops, which have nothing to await.
    private void Write_NeedsLock(
        WorkerStep step,
        double fraction,
        IReadOnlyDictionary<string, double> metrics,
        double openStepJoules
    )
    {
        var progress = new WorkerProgress
        {
            Step = step.Name,
            Fraction = fraction,
            Metrics = metrics,
            EnergyJoules = _energyBeforeJoules + _energyOfClosedStepsJoules + openStepJoules,
            RemainingSeconds = Remaining(fraction),
        };
        _output.WriteLine(JsonSerializer.Serialize(progress, WorkerJsonContext.Default.WorkerProgress));
        _output.Flush();
    }
#pragma warning restore MA0045

    /// <summary>Assumes that the rest goes at the pace so far; unknown during the first two percent.</summary>
    private double? Remaining(double fraction) =>
        fraction < 0.02 ? null : _time.GetElapsedTime(_startedAt).TotalSeconds * (1 - fraction) / fraction;

    private static double TotalJoules(StepMeasurement measurement) =>
        measurement.Active.Central.Joules + measurement.Idle.Central.Joules;
}

/// <summary>An open step of a worker's journal.</summary>
public sealed class WorkerStep : IDisposable
{
    private static readonly IReadOnlyDictionary<string, double> NoMetrics = new Dictionary<string, double>();
    private readonly WorkerJournal _journal;
    private IReadOnlyDictionary<string, double> _metrics = NoMetrics;
    private bool _isEnded;

    internal WorkerStep(WorkerJournal journal, string name, double from, double to, int sequence, WorkSession session)
    {
        _journal = journal;
        Name = name;
        From = from;
        To = to;
        Sequence = sequence;
        Session = session;
    }

    internal string Name { get; }

    internal double From { get; }

    internal double To { get; }

    internal int Sequence { get; }

    internal WorkSession Session { get; }

    /// <summary>Says how far the step is. Cheap to call often: reports closer than half a second are dropped.</summary>
    /// <param name="fraction">0 to 1 of this step.</param>
    /// <param name="metrics">The latest metrics; null repeats the ones before.</param>
    public void Report(double fraction, IReadOnlyDictionary<string, double>? metrics = null)
    {
        _metrics = metrics ?? _metrics;
        _journal.Report(this, Math.Clamp(fraction, 0, 1), _metrics, isDue: false);
    }

    /// <summary>Says something that no reader should miss, for instance the end of an epoch.</summary>
    /// <param name="fraction">0 to 1 of this step.</param>
    /// <param name="metrics">The latest metrics.</param>
    public void ReportNow(double fraction, IReadOnlyDictionary<string, double> metrics)
    {
        _metrics = metrics;
        _journal.Report(this, Math.Clamp(fraction, 0, 1), _metrics, isDue: true);
    }

    /// <summary>Ends the step and records what it used.</summary>
    public void Dispose()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            _journal.End(this);
        }
    }

    internal void Announce() => _journal.Report(this, 0, _metrics, isDue: true);
}
