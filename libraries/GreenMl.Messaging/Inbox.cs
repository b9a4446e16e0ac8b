using GreenMl.Sql;

namespace GreenMl.Messaging;

/// <summary>
/// Which consumer has had which message. It forgets messages that no queue can hold any more, at most once an hour and as
/// part of a write that happens anyway.
/// </summary>
internal sealed class Inbox(TimeProvider time)
{
    /// <summary>SQS keeps a message 14 days at most.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(15);

    private static readonly TimeSpan PruningInterval = TimeSpan.FromHours(1);

    private long _pruneAtUnixMs;

    /// <summary>Notes the message in the transaction of its effects.</summary>
    /// <returns>False when the consumer has had it already.</returns>
    public async Task<bool> TryAddAsync(SqlSession session, Guid messageId, string consumer)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var added = await session.ExecuteAsync(
            """
            INSERT INTO inbox (message_id, consumer, received_at_unix_ms) VALUES (@message_id, @consumer, @now)
            ON CONFLICT DO NOTHING
            """,
            ("message_id", messageId.ToString()),
            ("consumer", consumer),
            ("now", now)
        );
        await PruneAsync(session, now);
        return added == 1;
    }

    /// <summary>Whether the consumer has had the message.</summary>
    public static Task<bool> ContainsAsync(SqlSession session, Guid messageId, string consumer) =>
        session.FindAsync(
            "SELECT 1 FROM inbox WHERE message_id = @message_id AND consumer = @consumer",
            _ => true,
            ("message_id", messageId.ToString()),
            ("consumer", consumer)
        );

    private async Task PruneAsync(SqlSession session, long nowUnixMs)
    {
        if (nowUnixMs < Interlocked.Read(ref _pruneAtUnixMs))
        {
            return;
        }

        await session.ExecuteAsync(
            "DELETE FROM inbox WHERE received_at_unix_ms < @limit",
            ("limit", nowUnixMs - (long)Retention.TotalMilliseconds)
        );
        Interlocked.Exchange(ref _pruneAtUnixMs, nowUnixMs + (long)PruningInterval.TotalMilliseconds);
    }
}
