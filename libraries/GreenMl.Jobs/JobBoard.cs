using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using GreenMl.Contracts.Common.V1;
using GreenMl.Workers;

namespace GreenMl.Jobs;

/// <summary>The progress of the jobs that run now. It is worth nothing after a restart, so it lives in memory.</summary>
public sealed class JobBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, JobProgress> _progress = new();

    /// <summary>Wakes those who watch a job.</summary>
    public ChangeFeed<Guid> Changes { get; } = new();

    /// <summary>The latest progress of a running job, or null.</summary>
    public JobProgress? Find(Guid jobId) => _progress.GetValueOrDefault(jobId);

    /// <summary>Notes progress and wakes the watchers.</summary>
    internal JobProgress Update(Guid jobId, WorkerProgress progress)
    {
        var wire = new JobProgress
        {
            Step = progress.Step,
            Fraction = progress.Fraction,
            EnergyJoules = progress.EnergyJoules,
            UpdatedAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
        };
        if (progress.RemainingSeconds is { } remaining)
        {
            wire.RemainingSeconds = remaining;
        }

        wire.Metrics.Add(new Dictionary<string, double>(progress.Metrics));
        _progress[jobId] = wire;
        Changes.Notify(jobId);
        return wire;
    }

    /// <summary>Drops the progress of a job that runs no more and wakes the watchers.</summary>
    internal void Clear(Guid jobId)
    {
        _progress.TryRemove(jobId, out _);
        Changes.Notify(jobId);
    }
}
