using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>Accepts jobs: a job is accepted once it is stored, and the same request gives the same job.</summary>
public sealed class JobIntake<TSpec, TResult>(
    JobStore<TSpec, TResult> store,
    JobKind<TSpec, TResult> kind,
    JobDoorbell doorbell,
    IOptions<JobsOptions> options,
    TimeProvider time
)
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(30);

    /// <summary>Accepts a job that a client asks for.</summary>
    /// <returns>The job; the first one when the key was used before, whatever the specs say.</returns>
    /// <exception cref="Grpc.Core.RpcException">The request breaks a rule, or too many jobs wait.</exception>
    public async Task<Job<TSpec, TResult>> CreateAsync(
        string idempotencyKey,
        TSpec? spec,
        CancellationToken cancellationToken
    )
    {
        RequestRules.CheckIdempotencyKey(idempotencyKey);
        if (spec is null)
        {
            throw RpcErrors.InvalidArgument("spec", "is missing: say what to do");
        }

        if (kind.Validate(spec) is { Count: > 0 } violations)
        {
            throw RpcErrors.InvalidArgument(violations);
        }

        var job = NewJob(Guid.CreateVersion7(), null, spec);
        var limit = options.Value.MaxQueuedJobs;
        var kept = await store.TryAddAsync(job, $"client:{idempotencyKey}", limit, cancellationToken);
        doorbell.Ring();
        return kept
            ?? throw RpcErrors.ResourceExhausted(
                $"{limit} jobs wait already ({JobsOptions.Section}:MaxQueuedJobs); try again later.",
                RetryWhenFull
            );
    }

    /// <summary>
    /// Accepts a job that another service commands; the sender bounds how many there are. A spec that breaks a rule makes
    /// a job that has failed, because a command has no answer.
    /// </summary>
    /// <returns>The job; the first one when the command is a repeat.</returns>
    public async Task<Job<TSpec, TResult>> AcceptAsync(
        Guid jobId,
        Guid runId,
        TSpec spec,
        CancellationToken cancellationToken
    )
    {
        var job = NewJob(jobId, runId, spec);
        IReadOnlyList<object> messages = [];
        if (kind.Validate(spec) is { Count: > 0 } violations)
        {
            job = job.End(JobState.Failed, ToFailure(violations), [], job.CreatedAt);
            messages = [JobEvents.Failed(job, kind.Phase)];
        }

        var kept = await store.AddAsync(job, $"command:{jobId}", messages, cancellationToken);
        doorbell.Ring();
        return kept;
    }

    private static Failure ToFailure(IEnumerable<Violation> violations) =>
        new()
        {
            Reason = "INVALID_ARGUMENT",
            Message = string.Join(" ", violations.Select(violation => $"{violation.Field} {violation.Rule}.")),
        };

    private Job<TSpec, TResult> NewJob(Guid id, Guid? runId, TSpec spec) =>
        new()
        {
            Id = id,
            RunId = runId,
            Spec = spec,
            State = JobState.Queued,
            CreatedAt = JobTimes.Now(time),
        };
}
