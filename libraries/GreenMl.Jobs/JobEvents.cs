using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Jobs;

/// <summary>What the end of a job is told as.</summary>
internal static class JobEvents
{
    /// <summary>The failure of a job that was asked to stop.</summary>
    public static Failure CancelledOnRequest => new() { Reason = "CANCELLED", Message = "Cancelled on request." };

    public static FinishedJob Finished<TSpec, TResult>(Job<TSpec, TResult> job)
        where TSpec : IMessage<TSpec>
        where TResult : class, IMessage<TResult> => new(job.Id, job.RunId, job.Attempts, job.Measurements);

    public static JobFailed Failed<TSpec, TResult>(Job<TSpec, TResult> job, Phase phase)
        where TSpec : IMessage<TSpec>
        where TResult : class, IMessage<TResult> =>
        new(job.Id, job.RunId, phase, job.State == JobState.Cancelled, job.Failure!, job.Measurements);
}
