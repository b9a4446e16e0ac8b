using GreenMl.Sql;

namespace GreenMl.Messaging;

/// <summary>A row of the outbox table.</summary>
/// <param name="Sequence">The order in which rows were written.</param>
/// <param name="Refusals">So often the bus refused it while it took others.</param>
/// <param name="Message">What to send.</param>
internal sealed record OutboxRow(long Sequence, long Refusals, OutboxMessage Message);

/// <summary>The SQL of the outbox.</summary>
internal static class OutboxTable
{
    private const string Columns = "message_id, type, destination, body, context";

    public static async Task AddAsync(SqlSession session, IEnumerable<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            await session.ExecuteAsync(
                $"INSERT INTO outbox ({Columns}) VALUES (@message_id, @type, @destination, @body, @context)",
                ("message_id", message.MessageId.ToString()),
                ("type", message.Type),
                ("destination", message.Destination),
                ("body", message.Body),
                ("context", message.Context)
            );
        }
    }

    /// <summary>The rows to send next: in the order they were written, but those the bus refused come last.</summary>
    public static Task<IReadOnlyList<OutboxRow>> NextAsync(SqlSession session, int limit) =>
        session.QueryAsync(
            $"SELECT sequence, refusals, {Columns} FROM outbox ORDER BY refusals, sequence LIMIT @limit",
            row => new OutboxRow(
                row.GetInt64(0),
                row.GetInt64(1),
                new(
                    Guid.Parse(row.GetString(2)),
                    row.GetString(3),
                    row.GetValue(4) as string,
                    row.GetString(5),
                    row.GetString(6)
                )
            ),
            ("limit", limit)
        );

    public static Task DeleteAsync(SqlSession session, long sequence) =>
        session.ExecuteAsync("DELETE FROM outbox WHERE sequence = @sequence", ("sequence", sequence));

    public static Task CountRefusalAsync(SqlSession session, long sequence) =>
        session.ExecuteAsync(
            "UPDATE outbox SET refusals = refusals + 1 WHERE sequence = @sequence",
            ("sequence", sequence)
        );

    /// <summary>Moves a row that can never be delivered out of the way.</summary>
    public static async Task BuryAsync(SqlSession session, long sequence, string reason, DateTimeOffset now)
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO outbox_dead (sequence, {Columns}, reason, died_at_unix_ms)
            SELECT sequence, {Columns}, @reason, @now FROM outbox WHERE sequence = @sequence
            ON CONFLICT DO NOTHING
            """,
            ("sequence", sequence),
            ("reason", reason),
            ("now", now.ToUnixTimeMilliseconds())
        );
        await DeleteAsync(session, sequence);
    }
}
