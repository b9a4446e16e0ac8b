using Google.Protobuf;
using GreenMl.Contracts.Common.V1;

namespace GreenMl.Jobs;

/// <summary>One piece of long work of a phase: what was asked, where it stands, what came of it.</summary>
/// <typeparam name="TSpec">What a client asks for.</typeparam>
/// <typeparam name="TResult">What comes of it.</typeparam>
public sealed record Job<TSpec, TResult>
    where TSpec : IMessage<TSpec>
    where TResult : class, IMessage<TResult>
{
    /// <summary>The job's identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>The pipeline run it belongs to; null for a job that a client started alone.</summary>
    public required Guid? RunId { get; init; }

    /// <summary>What was asked.</summary>
    public required TSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>Times the work was started.</summary>
    public int Attempts { get; init; }

    /// <summary>Times the worker died under it.</summary>
    public int Crashes { get; init; }

    /// <summary>True once a client asked to cancel.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>What came of it; null unless succeeded.</summary>
    public TResult? Result { get; init; }

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    public Failure? Failure { get; init; }

    /// <summary>What every attempt used; empty until the job ends.</summary>
    public IReadOnlyList<StepMeasurement> Measurements { get; init; } = [];

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was first started; null while queued.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Whether the state is final.</summary>
    public bool IsFinished => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    /// <summary>The job as started once more.</summary>
    /// <exception cref="InvalidOperationException">It is not queued.</exception>
    public Job<TSpec, TResult> Start(DateTimeOffset now)
    {
        Require(State == JobState.Queued, "started");
        return this with { State = JobState.Running, Attempts = Attempts + 1, StartedAt = StartedAt ?? now };
    }

    /// <summary>The job as one whose worker died, as opposed to its service; what follows is decided next.</summary>
    /// <exception cref="InvalidOperationException">It is not running.</exception>
    public Job<TSpec, TResult> CountCrash()
    {
        Require(State == JobState.Running, "crashed");
        return this with { Crashes = Crashes + 1 };
    }

    /// <summary>The job as waiting for another attempt.</summary>
    /// <exception cref="InvalidOperationException">It is not running.</exception>
    public Job<TSpec, TResult> Requeue()
    {
        Require(State == JobState.Running, "queued again");
        return this with { State = JobState.Queued };
    }

    /// <summary>The job as done.</summary>
    /// <exception cref="InvalidOperationException">It is not running.</exception>
    public Job<TSpec, TResult> Succeed(TResult result, IReadOnlyList<StepMeasurement> measurements, DateTimeOffset now)
    {
        Require(State == JobState.Running, "completed");
        return this with { State = JobState.Succeeded, Result = result, Measurements = measurements, FinishedAt = now };
    }

    /// <summary>The job as failed, or as cancelled when that was asked for.</summary>
    /// <exception cref="InvalidOperationException">It has ended before.</exception>
    public Job<TSpec, TResult> End(
        JobState state,
        Failure failure,
        IReadOnlyList<StepMeasurement> measurements,
        DateTimeOffset now
    )
    {
        Require(!IsFinished && state is JobState.Failed or JobState.Cancelled, "ended");
        return this with { State = state, Failure = failure, Measurements = measurements, FinishedAt = now };
    }

    private void Require(bool isLegal, string transition)
    {
        if (!isLegal)
        {
            throw new InvalidOperationException($"Job {Id} is {State} and can't be {transition}.");
        }
    }
}
