using System.Runtime.InteropServices;

namespace GreenMl.InferenceHosting.Server.Metering;

/// <summary>Number of events and the time they took together.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimedCount(long Count, long Nanoseconds)
{
    public TimedCount Plus(long nanoseconds) => new(Count + 1, Nanoseconds + nanoseconds);
}

/// <summary>Counts of executions with one number of rows.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BatchCounts(TimedCount Input, TimedCount Compute, TimedCount Output)
{
    public BatchCounts Plus(InferenceCost cost) =>
        new(
            Input.Plus(cost.WallNanoseconds(InferencePhase.Input)),
            Compute.Plus(cost.WallNanoseconds(InferencePhase.Compute)),
            Output.Plus(cost.WallNanoseconds(InferencePhase.Output))
        );
}

/// <summary>What the statistics held at one moment.</summary>
internal sealed record StatisticsSnapshot
{
    public required TimedCount Success { get; init; }

    public required TimedCount Failure { get; init; }

    public required BatchCounts Phases { get; init; }

    /// <summary>Successful executions by their number of rows, ascending, only those that happened.</summary>
    public required IReadOnlyList<KeyValuePair<int, BatchCounts>> Batches { get; init; }

    public required long Rows { get; init; }

    public required double CpuSeconds { get; init; }

    /// <summary>End of the last successful inference.</summary>
    public required DateTimeOffset? LastInference { get; init; }
}

/// <summary>Counts since the server started.</summary>
internal sealed class InferenceStatistics(TimeProvider timeProvider)
{
    private readonly Lock _gate = new();

    // Bounded: a request of more rows than the model's batch limit never succeeds.
    private readonly SortedDictionary<int, BatchCounts> _batches = [];
    private TimedCount _success;
    private TimedCount _failure;
    private BatchCounts _phases;
    private long _rows;
    private long _cpuNanoseconds;
    private DateTimeOffset? _lastInference;

    /// <summary>Adds an inference of this many rows that returned a result.</summary>
    public void AddSuccess(int rows, InferenceCost cost)
    {
        lock (_gate)
        {
            _success = _success.Plus(Total(cost));
            _phases = _phases.Plus(cost);
            _batches[rows] = _batches.GetValueOrDefault(rows).Plus(cost);
            _rows += rows;
            _cpuNanoseconds += cost.CpuNanoseconds;
            _lastInference = timeProvider.GetUtcNow();
        }
    }

    /// <summary>Adds an inference that ended in an error; what it used counts too.</summary>
    public void AddFailure(InferenceCost cost)
    {
        lock (_gate)
        {
            _failure = _failure.Plus(Total(cost));
            _cpuNanoseconds += cost.CpuNanoseconds;
        }
    }

    public StatisticsSnapshot Read()
    {
        lock (_gate)
        {
            return new StatisticsSnapshot
            {
                Success = _success,
                Failure = _failure,
                Phases = _phases,
                Batches = [.. _batches],
                Rows = _rows,
                CpuSeconds = _cpuNanoseconds / 1e9,
                LastInference = _lastInference,
            };
        }
    }

    private static long Total(InferenceCost cost) =>
        cost.WallNanoseconds(InferencePhase.Input)
        + cost.WallNanoseconds(InferencePhase.Compute)
        + cost.WallNanoseconds(InferencePhase.Output);
}
