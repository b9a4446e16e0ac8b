using System.Data.Common;
using System.Text.Json;
using GreenMl.Sql;
using MassTransit;

namespace GreenMl.Messaging.Sagas;

/// <summary>A saga of the table, with what orders the list.</summary>
internal sealed record SagaRow<TSaga>(TSaga Saga, long CreatedAtUnixMs);

/// <summary>The SQL of the sagas of one type: one JSON row each.</summary>
internal static class SagaTable<TSaga>
    where TSaga : class, ISagaVersion
{
    private static readonly string TypeName = typeof(TSaga).FullName!;

    public static Task<TSaga?> FindAsync(SqlSession session, Guid id) =>
        session.FindAsync(
            "SELECT body FROM saga WHERE type = @type AND id = @id",
            row => Parse(row.GetString(0)),
            ("type", TypeName),
            ("id", id.ToString())
        );

    /// <summary>Stores a new saga as version 1.</summary>
    /// <exception cref="SagaConflictException">There is one with this id.</exception>
    public static async Task InsertAsync(SqlSession session, SagaSnapshot saga, DateTimeOffset now)
    {
        var inserted = await session.ExecuteAsync(
            """
            INSERT INTO saga (type, id, version, state, body, created_at_unix_ms)
            VALUES (@type, @id, @version, @state, @body, @now) ON CONFLICT DO NOTHING
            """,
            ("type", TypeName),
            ("id", saga.Id.ToString()),
            ("version", saga.Version),
            ("state", saga.State),
            ("body", saga.Body),
            ("now", now.ToUnixTimeMilliseconds())
        );
        ThrowUnless(inserted == 1, saga.Id);
    }

    /// <summary>Replaces the version before this one.</summary>
    /// <exception cref="SagaConflictException">The stored saga is another version, or gone.</exception>
    public static async Task UpdateAsync(SqlSession session, SagaSnapshot saga)
    {
        var updated = await session.ExecuteAsync(
            """
            UPDATE saga SET version = @version, state = @state, body = @body
            WHERE type = @type AND id = @id AND version = @previous
            """,
            ("type", TypeName),
            ("id", saga.Id.ToString()),
            ("version", saga.Version),
            ("previous", saga.Version - 1),
            ("state", saga.State),
            ("body", saga.Body)
        );
        ThrowUnless(updated == 1, saga.Id);
    }

    /// <exception cref="SagaConflictException">The stored saga is another version, or gone.</exception>
    public static async Task DeleteAsync(SqlSession session, Guid id, int version)
    {
        var deleted = await session.ExecuteAsync(
            "DELETE FROM saga WHERE type = @type AND id = @id AND version = @version",
            ("type", TypeName),
            ("id", id.ToString()),
            ("version", version)
        );
        ThrowUnless(deleted == 1, id);
    }

    /// <summary>The newest sagas first, from just after <paramref name="after"/> on.</summary>
    public static Task<IReadOnlyList<SagaRow<TSaga>>> ListAsync(
        SqlSession session,
        string? state,
        (long CreatedAtUnixMs, string Id)? after,
        int limit
    )
    {
        var where = "type = @type";
        var parameters = new List<(string, object?)> { ("type", TypeName), ("limit", limit) };
        if (state is not null)
        {
            where += " AND state = @state";
            parameters.Add(("state", state));
        }

        if (after is var (created, id))
        {
            where += " AND (created_at_unix_ms, id) < (@created, @id)";
            parameters.AddRange([("created", created), ("id", id)]);
        }

        return session.QueryAsync(
            $"""
            SELECT body, created_at_unix_ms FROM saga WHERE {where}
            ORDER BY created_at_unix_ms DESC, id DESC LIMIT @limit
            """,
            Read,
            [.. parameters]
        );
    }

    private static SagaRow<TSaga> Read(DbDataReader row) => new(Parse(row.GetString(0)), row.GetInt64(1));

    private static TSaga Parse(string body) => JsonSerializer.Deserialize<TSaga>(body, MessageJson.Options)!;

    private static void ThrowUnless(bool won, Guid id)
    {
        if (!won)
        {
            throw new SagaConflictException(typeof(TSaga), id);
        }
    }
}

/// <summary>A saga as it was at one moment: the saga itself may change before it is written.</summary>
internal sealed record SagaSnapshot(Guid Id, int Version, string State, string Body)
{
    public static SagaSnapshot Of<TSaga>(TSaga saga, Func<TSaga, string> state)
        where TSaga : class, ISagaVersion =>
        new(saga.CorrelationId, saga.Version, state(saga), JsonSerializer.Serialize(saga, MessageJson.Options));
}
