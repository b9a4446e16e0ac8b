using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.Workers;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>Decides what follows from the end of an attempt. Work that is done stays done, even when it was cancelled.</summary>
internal sealed class JobVerdict<TSpec, TResult>(
    JobKind<TSpec, TResult> kind,
    IOptions<JobsOptions> options,
    TimeProvider time
)
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    /// <summary>The job after the attempt, and what to tell of it.</summary>
    public (Job<TSpec, TResult> Job, IReadOnlyList<object> Messages) Next(
        Job<TSpec, TResult> job,
        DriverOutcome<TResult> outcome,
        IReadOnlyList<StepMeasurement> measurements
    )
    {
        if (outcome.Result is { } result)
        {
            var done = job.Succeed(result, measurements, JobTimes.Now(time));
            return (done, [kind.Completed(JobEvents.Finished(done), result)]);
        }

        var judged = outcome.Exit.Outcome == WorkerOutcome.Crashed ? job.CountCrash() : job;
        if (judged.IsCancelRequested)
        {
            return Cancel(judged, measurements);
        }

        if (MayTryAgain(job, outcome.Exit))
        {
            return (judged.Requeue(), []);
        }

        var failure = new Failure { Reason = outcome.Exit.Reason, Message = outcome.Exit.Message };
        return End(judged, JobState.Failed, failure, measurements);
    }

    /// <summary>The job as cancelled, and what to tell of it.</summary>
    public (Job<TSpec, TResult> Job, IReadOnlyList<object> Messages) Cancel(
        Job<TSpec, TResult> job,
        IReadOnlyList<StepMeasurement> measurements
    ) => End(job, JobState.Cancelled, JobEvents.CancelledOnRequest, measurements);

    /// <summary>Whether an attempt of <paramref name="job"/> that ended so is followed by another.</summary>
    public bool MayTryAgain(Job<TSpec, TResult> job, WorkerExit exit) =>
        exit.Outcome == WorkerOutcome.Interrupted
        || (exit.Outcome == WorkerOutcome.Crashed && job.Crashes + 1 < options.Value.MaxCrashes);

    private (Job<TSpec, TResult>, IReadOnlyList<object>) End(
        Job<TSpec, TResult> job,
        JobState state,
        Failure failure,
        IReadOnlyList<StepMeasurement> measurements
    )
    {
        var ended = job.End(state, failure, measurements, JobTimes.Now(time));
        return (ended, [JobEvents.Failed(ended, kind.Phase)]);
    }
}
