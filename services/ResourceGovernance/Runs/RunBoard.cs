using System.Collections.Concurrent;
using GreenMl.Contracts.Common.V1;
using GreenMl.Jobs;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>The live progress of the step at work of each run. It is worth nothing after a restart.</summary>
internal sealed class RunBoard
{
    private readonly ConcurrentDictionary<Guid, (Guid JobId, JobProgress Progress)> _latest = new();

    /// <summary>Wakes those who watch a run.</summary>
    public ChangeFeed<Guid> Changes { get; } = new();

    /// <summary>The progress of <paramref name="jobId"/>, or null when another step of the run is at work.</summary>
    public JobProgress? Find(Guid runId, Guid jobId) =>
        _latest.TryGetValue(runId, out var latest) && latest.JobId == jobId ? latest.Progress : null;

    /// <summary>Keeps the newer of what is known and <paramref name="progress"/>, and wakes the watchers.</summary>
    public void Update(Guid runId, Guid jobId, JobProgress progress)
    {
        _latest.AddOrUpdate(
            runId,
            (jobId, progress),
            (_, known) =>
                known.JobId == jobId && known.Progress.UpdatedAt.CompareTo(progress.UpdatedAt) > 0
                    ? known
                    : (jobId, progress)
        );
        Changes.Notify(runId);
    }

    /// <summary>Forgets a run that is over and wakes the watchers.</summary>
    public void Clear(Guid runId)
    {
        _latest.TryRemove(runId, out _);
        Changes.Notify(runId);
    }
}
