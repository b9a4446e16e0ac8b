using System.Data.Common;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Sql;

namespace GreenMl.ResourceGovernance.Ledger;

/// <summary>Every measured step of every job, of a run or alone. Entries are added and never changed.</summary>
internal sealed class LedgerStore(Database database, TimeProvider time)
{
    private const string Component = "ledger";

    private static readonly string[] Migrations =
    [
        """
            CREATE TABLE ledger (
                sequence {identity},
                entry_id TEXT NOT NULL UNIQUE,
                run_id TEXT NOT NULL,
                job_id TEXT NOT NULL,
                phase BIGINT NOT NULL,
                measurement TEXT NOT NULL,
                recorded_at BIGINT NOT NULL
            );
            CREATE INDEX ledger_by_run ON ledger (run_id, sequence);
            """,
    ];

    public Task MigrateAsync(CancellationToken cancellationToken) =>
        database.MigrateAsync(Component, Migrations, cancellationToken);

    /// <summary>Adds the steps of a job that has ended; a job that was added before is left as it is.</summary>
    public Task AddAsync(
        Guid? runId,
        Guid jobId,
        Phase phase,
        IReadOnlyList<StepMeasurement> steps,
        CancellationToken cancellationToken
    ) =>
        database.WriteAsync(
            async session =>
            {
                foreach (var (index, step) in steps.Index())
                {
                    await session.ExecuteAsync(
                        """
                        INSERT INTO ledger (entry_id, run_id, job_id, phase, measurement, recorded_at)
                        VALUES (@entry_id, @run_id, @job_id, @phase, @measurement, @recorded_at)
                        ON CONFLICT DO NOTHING
                        """,
                        ("entry_id", $"{jobId}:{index}"),
                        ("run_id", runId?.ToString() ?? ""),
                        ("job_id", jobId.ToString()),
                        ("phase", (long)phase),
                        ("measurement", JsonFormatter.Default.Format(step)),
                        ("recorded_at", time.GetUtcNow().ToUnixTimeMilliseconds())
                    );
                }
            },
            cancellationToken
        );

    /// <summary>At most <paramref name="limit"/> entries before a position, newest first, with their positions.</summary>
    /// <param name="runId">The run, or empty for all entries.</param>
    /// <param name="before">The position.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public Task<IReadOnlyList<(LedgerEntry Entry, long Sequence)>> ListAsync(
        string runId,
        long before,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            session =>
                session.QueryAsync(
                    """
                    SELECT entry_id, run_id, job_id, phase, measurement, recorded_at, sequence FROM ledger
                    WHERE sequence < @before AND (@run_id = '' OR run_id = @run_id)
                    ORDER BY sequence DESC LIMIT @limit
                    """,
                    Read,
                    ("run_id", runId),
                    ("before", before),
                    ("limit", limit)
                ),
            cancellationToken
        );

    private static (LedgerEntry, long) Read(DbDataReader row) =>
        (
            new()
            {
                EntryId = row.GetString(0),
                RunId = row.GetString(1),
                JobId = row.GetString(2),
                Phase = (Phase)row.GetInt64(3),
                Measurement = JsonParser.Default.Parse<StepMeasurement>(row.GetString(4)),
                RecordedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5))),
            },
            row.GetInt64(6)
        );
}
