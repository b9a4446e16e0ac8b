using GreenMl.Workers;

namespace GreenMl.Jobs;

/// <summary>Carries the progress of running jobs to those who watch them here and to other services.</summary>
internal sealed class JobProgressFeed(JobBoard board, ProgressPublisher publisher)
{
    /// <summary>Tells the watchers that a job was started.</summary>
    public void Begin(Guid jobId) => board.Changes.Notify(jobId);

    /// <summary>Where a driver reports the progress of a job.</summary>
    public IProgress<WorkerProgress> For(Guid jobId, Guid? runId) =>
        new Relay(progress => publisher.Offer(jobId, runId, board.Update(jobId, progress)));

    /// <summary>Drops the progress of a job that runs no more.</summary>
    public void End(Guid jobId)
    {
        publisher.Withdraw(jobId);
        board.Clear(jobId);
    }

    /// <summary>Calls through at once; <see cref="Progress{T}"/> would post to the pool and lose the order.</summary>
    private sealed class Relay(Action<WorkerProgress> report) : IProgress<WorkerProgress>
    {
        public void Report(WorkerProgress value) => report(value);
    }
}
