using Google.Protobuf;
using GreenMl.Contracts.Common.V1;

namespace GreenMl.Jobs;

/// <summary>Cancels jobs: a waiting one at once, a running one as soon as its worker has stopped.</summary>
internal sealed class JobCancellation<TSpec, TResult>(
    JobStore<TSpec, TResult> store,
    IJobDriver<TSpec, TResult> driver,
    JobVerdict<TSpec, TResult> verdict,
    JobDoorbell doorbell,
    JobBoard board
)
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    /// <summary>Cancels a job. One that has ended stays as it is.</summary>
    /// <returns>The job; null when there is none.</returns>
    public async Task<Job<TSpec, TResult>?> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        // A job may wait for its second attempt; what the first one used must not be lost.
        var measurements = await driver.MeasureAsync(id, cancellationToken);
        var isEndedHere = false;
        var job = await store.UpdateAsync(
            id,
            current =>
            {
                isEndedHere = current.State == JobState.Queued;
                return isEndedHere ? verdict.Cancel(current, measurements) : (RequestStop(current), []);
            },
            cancellationToken
        );
        if (isEndedHere)
        {
            await driver.ForgetAsync(id, cancellationToken);
        }

        await doorbell.CancelAsync(id);
        // The runner may have met the row of this job while it was locked, and gone back to sleep.
        doorbell.Ring();
        board.Changes.Notify(id);
        return job;
    }

    private static Job<TSpec, TResult> RequestStop(Job<TSpec, TResult> job) =>
        job.IsFinished || job.IsCancelRequested ? job : job with { IsCancelRequested = true };
}
