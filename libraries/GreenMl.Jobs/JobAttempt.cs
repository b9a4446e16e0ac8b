using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.Workers;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>One start of a job: runs the driver, tells how far it is, and turns the end into the job's next state.</summary>
internal sealed class JobAttempt<TSpec, TResult>(
    JobStore<TSpec, TResult> store,
    JobKind<TSpec, TResult> kind,
    IJobDriver<TSpec, TResult> driver,
    JobDoorbell doorbell,
    JobBoard board,
    ProgressPublisher publisher,
    IOptions<JobsOptions> options,
    TimeProvider time
)
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    /// <summary>Runs a started job until its driver returns.</summary>
    /// <returns>The job as it is on disk then: ended, or queued again.</returns>
    /// <exception cref="OperationCanceledException">The service stops; the job stays as running.</exception>
    public async Task<Job<TSpec, TResult>> RunAsync(Job<TSpec, TResult> job, CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        doorbell.Enter(job.Id, stop);
        board.Changes.Notify(job.Id);
        try
        {
            if ((await store.FindAsync(job.Id, stoppingToken))!.IsCancelRequested)
            {
                await stop.CancelAsync();
            }

            var outcome = await DriveAsync(job, stop.Token);
            stoppingToken.ThrowIfCancellationRequested();
            var ended = await store.UpdateAsync(job.Id, current => Next(current, outcome), stoppingToken);
            if (ended!.IsFinished)
            {
                await driver.ForgetAsync(job.Id, stoppingToken);
            }

            return ended;
        }
        finally
        {
            doorbell.Leave(job.Id);
            board.Clear(job.Id);
        }
    }

    private async Task<DriverOutcome<TResult>> DriveAsync(Job<TSpec, TResult> job, CancellationToken cancellationToken)
    {
        try
        {
            var progress = new ProgressRelay(p => publisher.Offer(job.Id, job.RunId, board.Update(job.Id, p)));
            return await driver.RunAsync(job.Id, job.Spec, progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new(new(WorkerOutcome.Interrupted, "", ""), null, []);
        }
        catch (WorkerFailureException failure)
        {
            return new(new(WorkerOutcome.Failed, failure.Reason, failure.Message), null, []);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            var message = $"{fault.GetType().Name}: {fault.Message}";
            return new(new(WorkerOutcome.Crashed, WorkerFailureException.Internal, message), null, []);
        }
    }

    private (Job<TSpec, TResult>, IReadOnlyList<object>) Next(Job<TSpec, TResult> job, DriverOutcome<TResult> outcome)
    {
        if (outcome.Exit.Outcome == WorkerOutcome.Succeeded)
        {
            var done = job.Succeed(outcome.Result!, outcome.Measurements, time.GetUtcNow());
            return (done, [kind.Completed(JobEvents.Finished(done), done.Result!)]);
        }

        if (job.IsCancelRequested)
        {
            return End(job, JobState.Cancelled, JobEvents.CancelledOnRequest, outcome);
        }

        var mayRetry =
            outcome.Exit.Outcome == WorkerOutcome.Interrupted
            || (outcome.Exit.Outcome == WorkerOutcome.Crashed && job.Crashes + 1 < options.Value.MaxCrashes);
        return mayRetry
            ? (job.Requeue(isCrash: outcome.Exit.Outcome == WorkerOutcome.Crashed), [])
            : End(
                job,
                JobState.Failed,
                new Failure { Reason = outcome.Exit.Reason, Message = outcome.Exit.Message },
                outcome
            );
    }

    private (Job<TSpec, TResult>, IReadOnlyList<object>) End(
        Job<TSpec, TResult> job,
        JobState state,
        Failure failure,
        DriverOutcome<TResult> outcome
    )
    {
        var ended = job.End(state, failure, outcome.Measurements, time.GetUtcNow());
        return (ended, [JobEvents.Failed(ended, kind.Phase)]);
    }

    /// <summary>Calls through at once; <see cref="Progress{T}"/> would post to the pool and lose the order.</summary>
    private sealed class ProgressRelay(Action<WorkerProgress> report) : IProgress<WorkerProgress>
    {
        public void Report(WorkerProgress value) => report(value);
    }
}
