using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>What was accepted in the last five minutes, to recognise it when it is sent again.</summary>
internal static class DeduplicationTable
{
    /// <summary>AWS's deduplication interval, milliseconds.</summary>
    public const long WindowMs = 5 * 60 * 1000;

    public static Accepted? Find(Transaction transaction, string owner, string scope, string token) =>
        transaction.QuerySingle(
            """
            select message_id, sequence from deduplication
            where owner = $1 and scope = $2 and token = $3 and at > $4
            """,
            row => new Accepted(row.GetString(0), row.GetInt64(1)),
            owner,
            scope,
            token,
            transaction.Now - WindowMs
        );

    public static void Remember(Transaction transaction, string owner, string scope, string token, Accepted accepted) =>
        transaction.Execute(
            """
            insert or replace into deduplication(owner, scope, token, at, message_id, sequence)
            values($1, $2, $3, $4, $5, $6)
            """,
            owner,
            scope,
            token,
            transaction.Now,
            accepted.MessageId,
            accepted.Sequence
        );

    public static long? Oldest(Transaction transaction) =>
        transaction.QuerySingle(
            "select min(at) from deduplication",
            row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0)
        );

    public static int DeleteExpired(Transaction transaction, int limit) =>
        transaction.Execute(
            """
            delete from deduplication where (owner, scope, token) in
              (select owner, scope, token from deduplication where at <= $1 order by at limit $2)
            """,
            transaction.Now - WindowMs,
            limit
        );
}

/// <summary>The first message with a deduplication id: a repetition is answered with it.</summary>
internal sealed record Accepted(string MessageId, long Sequence);
