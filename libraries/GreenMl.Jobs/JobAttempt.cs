using Google.Protobuf;
using GreenMl.Workers;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>One start of a job: runs the driver, tells how far it is, and writes down how it ended.</summary>
internal sealed class JobAttempt<TSpec, TResult>(
    JobStore<TSpec, TResult> store,
    IJobDriver<TSpec, TResult> driver,
    JobVerdict<TSpec, TResult> verdict,
    JobDoorbell doorbell,
    JobProgressFeed progress,
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
        progress.Begin(job.Id);
        try
        {
            // Whoever cancelled between the start and Enter found nobody to stop.
            if ((await store.FindAsync(job.Id, stoppingToken))!.IsCancelRequested)
            {
                await stop.CancelAsync();
            }

            var outcome = await DriveAsync(job, stop.Token);
            if (verdict.MayTryAgain(job, outcome.Exit))
            {
                await PauseAsync(stop.Token);
            }

            stoppingToken.ThrowIfCancellationRequested();
            var measurements = await driver.MeasureAsync(job.Id, stoppingToken);
            var ended = await store.UpdateAsync(
                job.Id,
                current => verdict.Next(current, outcome, measurements),
                stoppingToken
            );
            return ended!;
        }
        finally
        {
            doorbell.Leave(job.Id);
            progress.End(job.Id);
        }
    }

    private async Task<DriverOutcome<TResult>> DriveAsync(Job<TSpec, TResult> job, CancellationToken cancellationToken)
    {
        if (job.Attempts > options.Value.MaxAttempts)
        {
            var message =
                $"It was started {options.Value.MaxAttempts} times and never ended ({JobsOptions.Section}:MaxAttempts).";
            return new(WorkerExit.Failed("TOO_MANY_ATTEMPTS", message), null);
        }

        try
        {
            var outcome = await driver.RunAsync(job.Id, job.Spec, progress.For(job.Id, job.RunId), cancellationToken);
            return outcome is { Exit.Outcome: WorkerOutcome.Succeeded, Result: null }
                ? throw new InvalidOperationException($"Driver {driver.Name} succeeded without a result.")
                : outcome;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new(WorkerExit.Interrupted, null);
        }
        catch (WorkerFailureException failure)
        {
            return new(WorkerExit.Failed(failure.Reason, failure.Message), null);
        }
        catch (Exception fault) when (IsCrash(fault, cancellationToken))
        {
            var message = $"{fault.GetType().Name}: {fault.Message}";
            return new(WorkerExit.Crashed(WorkerFailureException.Internal, message), null);
        }
    }

    /// <summary>A cancellation that nobody here asked for is a fault as any other: a time-out inside the driver.</summary>
    private static bool IsCrash(Exception fault, CancellationToken cancellationToken) =>
        fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested;

    /// <summary>Waits before the job is queued again, so that it is not taken up at once. Being asked to stop ends it.</summary>
    private async Task PauseAsync(CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromSeconds(options.Value.CrashBackoffSeconds), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
