using System.Data.Common;
using GreenMl.Sql;

namespace GreenMl.InferenceHosting.Endpoints;

/// <summary>The endpoints that should be in service.</summary>
internal sealed class EndpointStore(Database database, TimeProvider time)
{
    private const string Component = "endpoints";
    private const string Columns = "name, run_id, bundle_uri, created_at, updated_at, sequence";

    private static readonly string[] Migrations =
    [
        """
            CREATE TABLE endpoints (
                sequence {identity},
                name TEXT NOT NULL UNIQUE,
                run_id TEXT,
                bundle_uri TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL
            )
            """,
    ];

    public Task MigrateAsync(CancellationToken cancellationToken) =>
        database.MigrateAsync(Component, Migrations, cancellationToken);

    /// <summary>Declares that <paramref name="name"/> shall serve <paramref name="bundleUri"/> from now on.</summary>
    public Task DeclareAsync(string name, Guid? runId, string bundleUri, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    """
                    INSERT INTO endpoints (name, run_id, bundle_uri, created_at, updated_at)
                    VALUES (@name, @run_id, @bundle_uri, @now, @now)
                    ON CONFLICT (name) DO UPDATE SET
                        run_id = excluded.run_id, bundle_uri = excluded.bundle_uri, updated_at = excluded.updated_at
                    """,
                    ("name", name),
                    ("run_id", runId?.ToString()),
                    ("bundle_uri", bundleUri),
                    ("now", time.GetUtcNow().ToUnixTimeMilliseconds())
                ),
            cancellationToken
        );

    public Task<DeclaredEndpoint?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.FindAsync($"SELECT {Columns} FROM endpoints WHERE name = @name", Read, ("name", name)),
            cancellationToken
        );

    /// <summary>At most <paramref name="limit"/> endpoints before a position, newest first, with their positions.</summary>
    public Task<IReadOnlyList<(DeclaredEndpoint Endpoint, long Sequence)>> ListAsync(
        long before,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            session =>
                session.QueryAsync(
                    $"SELECT {Columns} FROM endpoints WHERE sequence < @before ORDER BY sequence DESC LIMIT @limit",
                    row => (Read(row), row.GetInt64(5)),
                    ("before", before),
                    ("limit", limit)
                ),
            cancellationToken
        );

    /// <summary>Forgets an endpoint.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync("DELETE FROM endpoints WHERE name = @name", ("name", name)),
            cancellationToken
        );

#pragma warning disable MA0045 // A row that has been read has its columns in memory.
    private static DeclaredEndpoint Read(DbDataReader row) =>
        new(
            row.GetString(0),
            row.IsDBNull(1) ? null : Guid.Parse(row.GetString(1)),
            row.GetString(2),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))
        );
#pragma warning restore MA0045
}
