using System.Data.Common;
using Google.Protobuf;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Messaging;
using GreenMl.Sql;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>A run as it was accepted. The saga goes on from there.</summary>
internal sealed record AcceptedRun(Guid Id, PipelineSpec Spec, DateTimeOffset CreatedAt, long Sequence);

/// <summary>The runs that were accepted: the row and the command that starts the run are one transaction.</summary>
internal sealed class RunStore(Database database, Outbox outbox)
{
    private const string Component = "runs";
    private const string Columns = "id, spec, created_at, sequence";

    private static readonly string[] Migrations =
    [
        """
            CREATE TABLE runs (
                sequence {identity},
                id TEXT NOT NULL UNIQUE,
                idempotency_key TEXT NOT NULL UNIQUE,
                spec TEXT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
    ];

    public Task MigrateAsync(CancellationToken cancellationToken) =>
        database.MigrateAsync(Component, Migrations, cancellationToken);

    /// <summary>Accepts a run, unless its key is known: then the first run with that key is the answer.</summary>
    public Task<AcceptedRun> AddAsync(AcceptedRun run, string idempotencyKey, CancellationToken cancellationToken) =>
        outbox.WriteAsync(
            async (session, messages) =>
            {
                var added = await session.ExecuteAsync(
                    """
                    INSERT INTO runs (id, idempotency_key, spec, created_at) VALUES (@id, @key, @spec, @created_at)
                    ON CONFLICT DO NOTHING
                    """,
                    ("id", run.Id.ToString()),
                    ("key", idempotencyKey),
                    ("spec", JsonFormatter.Default.Format(run.Spec)),
                    ("created_at", run.CreatedAt.ToUnixTimeMilliseconds())
                );
                if (added == 1)
                {
                    messages.Send(Queues.ResourceGovernance, new StartRun(run.Id, run.Spec, run.CreatedAt));
                }

                return await session.SingleAsync(
                    $"SELECT {Columns} FROM runs WHERE idempotency_key = @key",
                    Read,
                    ("key", idempotencyKey)
                );
            },
            cancellationToken
        );

    public Task<AcceptedRun?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.FindAsync($"SELECT {Columns} FROM runs WHERE id = @id", Read, ("id", id.ToString())),
            cancellationToken
        );

    /// <summary>At most <paramref name="limit"/> runs accepted before position <paramref name="before"/>, newest first.</summary>
    public Task<IReadOnlyList<AcceptedRun>> ListAsync(long before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session =>
                session.QueryAsync(
                    $"SELECT {Columns} FROM runs WHERE sequence < @before ORDER BY sequence DESC LIMIT @limit",
                    Read,
                    ("before", before),
                    ("limit", limit)
                ),
            cancellationToken
        );

    /// <summary>Asks a run to stop; the saga decides whether it still can.</summary>
    public Task CancelAsync(Guid id, CancellationToken cancellationToken) =>
        outbox.WriteAsync(
            (_, messages) =>
            {
                messages.Send(Queues.ResourceGovernance, new CancelRun(id));
                return Task.CompletedTask;
            },
            cancellationToken
        );

    private static AcceptedRun Read(DbDataReader row) =>
        new(
            Guid.Parse(row.GetString(0)),
            JsonParser.Default.Parse<PipelineSpec>(row.GetString(1)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            row.GetInt64(3)
        );
}
