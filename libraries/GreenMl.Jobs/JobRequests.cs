using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.ServiceDefaults.Errors;

namespace GreenMl.Jobs;

/// <summary>What clients may ask of the jobs of a phase.</summary>
public sealed class JobRequests<TSpec, TResult>
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    private readonly JobStore<TSpec, TResult> _store;
    private readonly JobKind<TSpec, TResult> _kind;
    private readonly JobIntake<TSpec, TResult> _intake;
    private readonly JobCancellation<TSpec, TResult> _cancellation;
    private readonly JobBoard _board;

    internal JobRequests(
        JobStore<TSpec, TResult> store,
        JobKind<TSpec, TResult> kind,
        JobIntake<TSpec, TResult> intake,
        JobCancellation<TSpec, TResult> cancellation,
        JobBoard board
    )
    {
        _store = store;
        _kind = kind;
        _intake = intake;
        _cancellation = cancellation;
        _board = board;
    }

    /// <inheritdoc cref="JobIntake{TSpec, TResult}.CreateAsync"/>
    public Task<Job<TSpec, TResult>> CreateAsync(
        string idempotencyKey,
        TSpec? spec,
        CancellationToken cancellationToken
    ) => _intake.CreateAsync(idempotencyKey, spec, cancellationToken);

    /// <summary>The job with this id.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is none.</exception>
    public async Task<Job<TSpec, TResult>> GetAsync(string id, CancellationToken cancellationToken) =>
        await _store.FindAsync(Parse(id), cancellationToken) ?? throw NotFound(id);

    /// <summary>The progress of a running job, or null.</summary>
    public JobProgress? Progress(Job<TSpec, TResult> job) => _board.Find(job.Id);

    /// <summary>A page of jobs, newest first, and the token of the next; empty on the last page.</summary>
    /// <exception cref="Grpc.Core.RpcException">The page size or token breaks a rule.</exception>
    public async Task<(IReadOnlyList<Job<TSpec, TResult>> Jobs, string NextPageToken)> ListAsync(
        int pageSize,
        string pageToken,
        CancellationToken cancellationToken
    )
    {
        var (size, before) = RequestRules.Page(pageSize, pageToken);
        var (jobs, next) = await _store.ListAsync(size, before, cancellationToken);
        return (jobs, next is { } position ? RequestRules.PageToken(position) : "");
    }

    /// <summary>Cancels a job: a waiting one at once, a running one as soon as its worker has stopped.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is none.</exception>
    public async Task<Job<TSpec, TResult>> CancelAsync(string id, CancellationToken cancellationToken) =>
        await CancelAsync(Parse(id), cancellationToken) ?? throw NotFound(id);

    /// <summary>Cancels a job: a waiting one at once, a running one as soon as its worker has stopped.</summary>
    /// <returns>The job; null when there is none.</returns>
    public Task<Job<TSpec, TResult>?> CancelAsync(Guid id, CancellationToken cancellationToken) =>
        _cancellation.CancelAsync(id, cancellationToken);

    /// <summary>The job at once and after each change, until it has ended.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is none.</exception>
    public async Task<IAsyncEnumerable<Job<TSpec, TResult>>> WatchAsync(string id, CancellationToken cancellationToken)
    {
        var job = await GetAsync(id, cancellationToken);
        return _board.Changes.WatchAsync(
            job.Id,
            token => _store.FindAsync(job.Id, token),
            current => current.IsFinished,
            cancellationToken
        );
    }

    private Guid Parse(string id) => Guid.TryParse(id, out var parsed) ? parsed : throw NotFound(id);

    private Grpc.Core.RpcException NotFound(string id) =>
        RpcErrors.NotFound(_kind.Name, id, "List them to see their ids.");
}
