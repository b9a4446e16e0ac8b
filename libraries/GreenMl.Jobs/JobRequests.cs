using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>What clients and other services may ask of the jobs of a phase.</summary>
public sealed class JobRequests<TSpec, TResult>(
    JobStore<TSpec, TResult> store,
    JobKind<TSpec, TResult> kind,
    JobDoorbell doorbell,
    JobBoard board,
    IOptions<JobsOptions> options,
    TimeProvider time
)
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(30);

    /// <summary>Accepts a job that a client asks for.</summary>
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

        if (await store.CountQueuedAsync(cancellationToken) >= options.Value.MaxQueuedJobs)
        {
            throw RpcErrors.ResourceExhausted(
                $"{options.Value.MaxQueuedJobs} jobs wait already ({JobsOptions.Section}:MaxQueuedJobs); try again later.",
                RetryWhenFull
            );
        }

        var job = NewJob(Guid.CreateVersion7(), null, spec);
        return await AddAsync(job, $"client:{idempotencyKey}", [], cancellationToken);
    }

    /// <summary>Accepts a job that another service commands. A spec that breaks a rule makes a job that has failed.</summary>
    public Task AcceptAsync(Guid jobId, Guid runId, TSpec spec, CancellationToken cancellationToken)
    {
        var job = NewJob(jobId, runId, spec);
        if (kind.Validate(spec) is not { Count: > 0 } violations)
        {
            return AddAsync(job, $"command:{jobId}", [], cancellationToken);
        }

        var message = string.Join(" ", violations.Select(violation => $"{violation.Field} {violation.Rule}."));
        var failed = job.End(
            JobState.Failed,
            new Failure { Reason = "INVALID_ARGUMENT", Message = message },
            [],
            time.GetUtcNow()
        );
        return AddAsync(failed, $"command:{jobId}", [JobEvents.Failed(failed, kind.Phase)], cancellationToken);
    }

    /// <summary>The job with this id, with its live progress.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is none.</exception>
    public async Task<Job<TSpec, TResult>> GetAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(Parse(id), cancellationToken) ?? throw NotFound(id);

    /// <summary>The progress of a running job, or null.</summary>
    public JobProgress? Progress(Job<TSpec, TResult> job) => board.Find(job.Id);

    /// <summary>A page of jobs, newest first, and the token of the next; empty on the last page.</summary>
    /// <exception cref="Grpc.Core.RpcException">The page size or token breaks a rule.</exception>
    public async Task<(IReadOnlyList<Job<TSpec, TResult>> Jobs, string NextPageToken)> ListAsync(
        int pageSize,
        string pageToken,
        CancellationToken cancellationToken
    )
    {
        var (size, before) = RequestRules.Page(pageSize, pageToken);
        var (jobs, next) = await store.ListAsync(size, before, cancellationToken);
        return (jobs, next is { } position ? RequestRules.PageToken(position) : "");
    }

    /// <summary>Cancels a job: a waiting one at once, a running one as soon as its worker has stopped.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is none.</exception>
    public async Task<Job<TSpec, TResult>> CancelAsync(string id, CancellationToken cancellationToken) =>
        await CancelAsync(Parse(id), cancellationToken) ?? throw NotFound(id);

    /// <summary>Cancels a job: a waiting one at once, a running one as soon as its worker has stopped.</summary>
    /// <returns>The job; null when there is none.</returns>
    public async Task<Job<TSpec, TResult>?> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        var job = await store.UpdateAsync(id, RequestCancel, cancellationToken);
        doorbell.Cancel(id);
        board.Changes.Notify(id);
        return job;
    }

    /// <summary>The job at once and after each change, until it has ended.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is none.</exception>
    public async Task<IAsyncEnumerable<Job<TSpec, TResult>>> WatchAsync(string id, CancellationToken cancellationToken)
    {
        var job = await GetAsync(id, cancellationToken);
        return board.Changes.WatchAsync(
            job.Id,
            token => store.FindAsync(job.Id, token),
            current => current.IsFinished,
            cancellationToken
        );
    }

    private (Job<TSpec, TResult>, IReadOnlyList<object>) RequestCancel(Job<TSpec, TResult> job)
    {
        if (job.State == JobState.Queued)
        {
            var cancelled = job.End(
                JobState.Cancelled,
                JobEvents.CancelledOnRequest,
                job.Measurements,
                time.GetUtcNow()
            );
            return (cancelled, [JobEvents.Failed(cancelled, kind.Phase)]);
        }

        return job.IsFinished || job.IsCancelRequested ? (job, []) : (job with { IsCancelRequested = true }, []);
    }

    private async Task<Job<TSpec, TResult>> AddAsync(
        Job<TSpec, TResult> job,
        string key,
        IReadOnlyList<object> messages,
        CancellationToken cancellationToken
    )
    {
        var kept = await store.AddAsync(job, key, messages, cancellationToken);
        doorbell.Ring();
        return kept;
    }

    private Job<TSpec, TResult> NewJob(Guid id, Guid? runId, TSpec spec) =>
        new()
        {
            Id = id,
            RunId = runId,
            Spec = spec,
            State = JobState.Queued,
            CreatedAt = time.GetUtcNow(),
        };

    private Guid Parse(string id) => Guid.TryParse(id, out var parsed) ? parsed : throw NotFound(id);

    private Grpc.Core.RpcException NotFound(string id) =>
        RpcErrors.NotFound(kind.Name, id, "List them to see their ids.");
}
