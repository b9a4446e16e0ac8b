using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using GreenMl.Messaging;
using GreenMl.Sql;

namespace GreenMl.Jobs;

/// <summary>
/// The jobs of a service, and its queue: a job is accepted once it is a row here. A change of state and the event that
/// tells of it are one transaction.
/// </summary>
public sealed class JobStore<TSpec, TResult>(Database database, Outbox outbox)
    where TSpec : IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    private const string Component = "jobs";

    private static readonly string[] Migrations =
    [
        """
            CREATE TABLE jobs (
                sequence {identity},
                id TEXT NOT NULL UNIQUE,
                idempotency_key TEXT NOT NULL UNIQUE,
                run_id TEXT,
                spec TEXT NOT NULL,
                state BIGINT NOT NULL,
                attempts BIGINT NOT NULL,
                crashes BIGINT NOT NULL,
                cancel_requested BIGINT NOT NULL,
                result TEXT,
                failure TEXT,
                measurements TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                started_at BIGINT,
                finished_at BIGINT
            );
            CREATE INDEX jobs_by_state ON jobs (state, sequence);
            """,
    ];

    /// <summary>Creates the table when it is missing.</summary>
    public Task MigrateAsync(CancellationToken cancellationToken) =>
        database.MigrateAsync(Component, Migrations, cancellationToken);

    /// <summary>Keeps a new job, unless its key or id is known: then the first job with it is the answer.</summary>
    /// <param name="job">The job.</param>
    /// <param name="idempotencyKey">Repeats of a request share it.</param>
    /// <param name="messages">Told of when the job is new; used for jobs that are born failed.</param>
    /// <param name="cancellationToken">Gives up before anything is kept.</param>
    public Task<Job<TSpec, TResult>> AddAsync(
        Job<TSpec, TResult> job,
        string idempotencyKey,
        IReadOnlyList<object> messages,
        CancellationToken cancellationToken
    ) =>
        outbox.WriteAsync(
            async (session, outgoing) =>
            {
                if (await InsertAsync(session, job, idempotencyKey))
                {
                    Publish(outgoing, messages);
                    return job;
                }

                return (await FindAsync(session, job, idempotencyKey))!;
            },
            cancellationToken
        );

    /// <summary>
    /// Keeps a new job, unless its key is known: then the first job with that key is the answer, however many wait.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="idempotencyKey">Repeats of a request share it.</param>
    /// <param name="maxQueued">
    /// The most that may wait. On PostgreSQL requests at the same moment can exceed it by their number.
    /// </param>
    /// <param name="cancellationToken">Gives up before anything is kept.</param>
    /// <returns>The job; null when too many wait.</returns>
    public Task<Job<TSpec, TResult>?> TryAddAsync(
        Job<TSpec, TResult> job,
        string idempotencyKey,
        int maxQueued,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindAsync(session, job, idempotencyKey) is { } first)
                {
                    return first;
                }

                if (await CountQueuedAsync(session) >= maxQueued)
                {
                    return null;
                }

                return await InsertAsync(session, job, idempotencyKey)
                    ? job
                    : await FindAsync(session, job, idempotencyKey);
            },
            cancellationToken
        );

    /// <summary>The job with this id, or null.</summary>
    public Task<Job<TSpec, TResult>?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, id), cancellationToken);

    /// <summary>A page of jobs, newest first.</summary>
    /// <param name="pageSize">The most to return.</param>
    /// <param name="before">The position that the page before ended at; the largest number for the first page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The jobs, and the position to go on from; null on the last page.</returns>
    public async Task<(IReadOnlyList<Job<TSpec, TResult>> Jobs, long? Next)> ListAsync(
        int pageSize,
        long before,
        CancellationToken cancellationToken
    )
    {
        var rows = await database.ReadAsync(
            session =>
                session.QueryAsync(
                    $"SELECT {JobRow.Columns} FROM jobs WHERE sequence < @before ORDER BY sequence DESC LIMIT @limit",
                    row => (Job: JobRow.Read<TSpec, TResult>(row), Sequence: row.GetInt64(13)),
                    ("before", before),
                    ("limit", pageSize + 1)
                ),
            cancellationToken
        );
        var page = rows.Take(pageSize).ToArray();
        return ([.. page.Select(row => row.Job)], rows.Count > pageSize ? page[^1].Sequence : null);
    }

    /// <summary>The oldest waiting job as started, or null when none waits.</summary>
    public Task<Job<TSpec, TResult>?> StartNextAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var next = await session.FindAsync(
                    $"SELECT {JobRow.Columns} FROM jobs WHERE state = @state ORDER BY sequence LIMIT 1 {{for_update}}",
                    JobRow.Read<TSpec, TResult>,
                    ("state", (long)JobState.Queued)
                );
                return next is null ? null : await SaveAsync(session, next.Start(now));
            },
            cancellationToken
        );

    /// <summary>
    /// Queues the jobs that a dead process left running. Called once, before the first is started: a database has one
    /// process that runs its jobs.
    /// </summary>
    public Task RequeueAbandonedAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "UPDATE jobs SET state = @queued WHERE state = @running",
                    ("queued", (long)JobState.Queued),
                    ("running", (long)JobState.Running)
                ),
            cancellationToken
        );

    /// <summary>
    /// Changes a job and tells of it in one transaction. <paramref name="change"/> sees the job as it is on disk and
    /// returns it unchanged when there is nothing to do: then nothing is told.
    /// </summary>
    /// <returns>The job after the change; null when there is no such job.</returns>
    public Task<Job<TSpec, TResult>?> UpdateAsync(
        Guid id,
        Func<Job<TSpec, TResult>, (Job<TSpec, TResult> Job, IReadOnlyList<object> Messages)> change,
        CancellationToken cancellationToken
    ) =>
        outbox.WriteAsync(
            async (session, outgoing) =>
            {
                var job = await FindAsync(session, id, "{for_update}");
                if (job is null)
                {
                    return null;
                }

                var (changed, messages) = change(job);
                if (ReferenceEquals(changed, job))
                {
                    return job;
                }

                Publish(outgoing, messages);
                return await SaveAsync(session, changed);
            },
            cancellationToken
        );

    private static async Task<bool> InsertAsync(SqlSession session, Job<TSpec, TResult> job, string idempotencyKey) =>
        await session.ExecuteAsync(
            """
            INSERT INTO jobs (id, idempotency_key, run_id, spec, state, attempts, crashes, cancel_requested,
                result, failure, measurements, created_at, started_at, finished_at)
            VALUES (@id, @idempotency_key, @run_id, @spec, @state, @attempts, @crashes, @cancel_requested,
                @result, @failure, @measurements, @created_at, @started_at, @finished_at)
            ON CONFLICT DO NOTHING
            """,
            [.. JobRow.Parameters(job), ("idempotency_key", idempotencyKey)]
        ) == 1;

    private static Task<Job<TSpec, TResult>?> FindAsync(
        SqlSession session,
        Job<TSpec, TResult> job,
        string idempotencyKey
    ) =>
        session.FindAsync(
            $"SELECT {JobRow.Columns} FROM jobs WHERE idempotency_key = @key OR id = @id ORDER BY sequence",
            JobRow.Read<TSpec, TResult>,
            ("key", idempotencyKey),
            ("id", job.Id.ToString())
        );

    private static Task<long> CountQueuedAsync(SqlSession session) =>
        session.SingleAsync(
            "SELECT count(*) FROM jobs WHERE state = @state",
            row => row.GetInt64(0),
            ("state", (long)JobState.Queued)
        );

    private static Task<Job<TSpec, TResult>?> FindAsync(SqlSession session, Guid id, string suffix = "") =>
        session.FindAsync(
            $"SELECT {JobRow.Columns} FROM jobs WHERE id = @id {suffix}",
            JobRow.Read<TSpec, TResult>,
            ("id", id.ToString())
        );

    private static async Task<Job<TSpec, TResult>> SaveAsync(SqlSession session, Job<TSpec, TResult> job)
    {
        await session.ExecuteAsync(
            """
            UPDATE jobs SET state = @state, attempts = @attempts, crashes = @crashes,
                cancel_requested = @cancel_requested, result = @result, failure = @failure,
                measurements = @measurements, started_at = @started_at, finished_at = @finished_at
            WHERE id = @id
            """,
            JobRow.Parameters(job)
        );
        return job;
    }

    private static void Publish(OutgoingMessages outgoing, IReadOnlyList<object> messages)
    {
        foreach (var message in messages)
        {
            outgoing.Publish(message);
        }
    }
}
