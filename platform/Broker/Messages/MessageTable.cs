using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>The rows of the tables message and payload.</summary>
internal static class MessageTable
{
    /// <returns>The id of the row, which is also the sequence number in a FIFO queue.</returns>
    public static long Insert(Transaction transaction, Queue queue, OutgoingMessage message, int delaySeconds)
    {
        transaction.Execute(
            """
            insert into message(backlog, message_id, size, sent, visible, group_id, deduplication_id, blocked)
            values($1, $2, $3, $4, $5, $6, $7,
              $8 and exists(select 1 from message where backlog = $1 and group_id = $6))
            """,
            queue.Backlog,
            message.MessageId,
            message.SizeBytes,
            transaction.Now,
            transaction.Now + (delaySeconds * 1000L),
            message.GroupId,
            message.DeduplicationId,
            queue.IsFifo
        );
        var id = transaction.LastInsertedId();
        transaction.Execute(
            "insert into payload(id, body, attributes, trace_header) values($1, $2, $3, $4)",
            id,
            message.Body,
            message.AttributesJson,
            message.TraceHeader
        );
        return id;
    }

    /// <summary>The next messages that are due, without their bodies.</summary>
    public static List<DueMessage> ListDue(Transaction transaction, Queue queue, int count) =>
        transaction.Query(
            """
            select id, receives, size from message
            where backlog = $1 and blocked = 0 and visible <= $2 and sent > $3
            order by visible, id limit $4
            """,
            row => new DueMessage(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2)),
            queue.Backlog,
            transaction.Now,
            transaction.Now - queue.Attributes.RetentionMs,
            count
        );

    /// <summary>Hides a message until <paramref name="visible"/> (Unix ms) and counts the receipt.</summary>
    public static StoredMessage Receive(Transaction transaction, long id, long visible)
    {
        transaction.Execute(
            """
            update message set visible = $2, receives = receives + 1, received = $3,
              first_received = coalesce(first_received, $3)
            where id = $1
            """,
            id,
            visible,
            transaction.Now
        );
        return transaction.QuerySingle(
            """
            select message_id, receives, sent, first_received, group_id, deduplication_id, source_arn, body, attributes,
              trace_header
            from message join payload using(id) where id = $1
            """,
            row => new StoredMessage
            {
                Id = id,
                MessageId = row.GetString(0),
                Receives = row.GetInt32(1),
                Sent = row.GetInt64(2),
                FirstReceived = row.GetInt64(3),
                GroupId = row.IsDBNull(4) ? null : row.GetString(4),
                DeduplicationId = row.IsDBNull(5) ? null : row.GetString(5),
                SourceArn = row.IsDBNull(6) ? null : row.GetString(6),
                Body = row.GetString(7),
                AttributesJson = row.IsDBNull(8) ? null : row.GetString(8),
                TraceHeader = row.IsDBNull(9) ? null : row.GetString(9),
            },
            id
        )!;
    }

    /// <summary>When the next message becomes visible, Unix ms; null when none is hidden.</summary>
    public static long? NextDue(Transaction transaction, Queue queue) =>
        transaction.QuerySingle(
            "select min(visible) from message where backlog = $1 and blocked = 0 and visible > $2",
            row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0),
            queue.Backlog,
            transaction.Now
        );

    /// <summary>Moves a message to the end of a dead-letter queue, where its receives start again.</summary>
    public static void MoveToDeadLetters(Transaction transaction, long id, Queue target, string sourceArn) =>
        transaction.Execute(
            """
            update message set backlog = $2, visible = $3, receives = 0, received = null, first_received = null,
              source_arn = $4, sent = iif($5, $3, sent),
              blocked = $5 and exists(select 1 from message other where other.backlog = $2 and other.group_id = message.group_id)
            where id = $1
            """,
            id,
            target.Backlog,
            transaction.Now,
            sourceArn,
            target.IsFifo
        );

    /// <summary>Deletes the message if <paramref name="receipt"/> is its latest.</summary>
    public static bool Delete(Transaction transaction, Queue queue, ReceiptHandle receipt) =>
        transaction.Execute(
            "delete from message where id = $1 and backlog = $2 and receives = $3",
            receipt.Message,
            queue.Backlog,
            receipt.Receives
        ) > 0;

    /// <summary>The state of the message if <paramref name="receipt"/> is its latest.</summary>
    public static (long Visible, long Received)? FindReceived(
        Transaction transaction,
        Queue queue,
        ReceiptHandle receipt
    ) =>
        transaction.QuerySingle(
            "select visible, received from message where id = $1 and backlog = $2 and receives = $3",
            row => ((long, long)?)(row.GetInt64(0), row.GetInt64(1)),
            receipt.Message,
            queue.Backlog,
            receipt.Receives
        );

    public static void SetVisible(Transaction transaction, long id, long visible) =>
        transaction.Execute("update message set visible = $2 where id = $1", id, visible);

    public static MessageCounts Count(Transaction transaction, Queue queue) =>
        transaction.QuerySingle(
            """
            select count(*), coalesce(sum(blocked = 0 and visible > $2 and receives > 0), 0),
              coalesce(sum(blocked = 0 and visible > $2 and receives = 0), 0)
            from message where backlog = $1
            """,
            row => new MessageCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            queue.Backlog,
            transaction.Now
        )!;

    /// <summary>Counts the messages received and not yet visible again; reads one index entry for each hidden message.</summary>
    public static int CountInFlight(Transaction transaction, Queue queue) =>
        transaction.QuerySingle(
            "select count(*) from message where backlog = $1 and blocked = 0 and visible > $2 and receives > 0",
            row => row.GetInt32(0),
            queue.Backlog,
            transaction.Now
        );

    /// <summary>When the oldest message was sent, Unix ms.</summary>
    public static long? OldestSent(Transaction transaction, Queue queue) =>
        transaction.QuerySingle(
            "select min(sent) from message where backlog = $1",
            row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0),
            queue.Backlog
        );

    /// <summary>Deletes up to <paramref name="limit"/> messages older than the queue's retention period.</summary>
    public static int DeleteExpired(Transaction transaction, Queue queue, int limit) =>
        transaction.Execute(
            "delete from message where id in (select id from message where backlog = $1 and sent <= $2 order by sent limit $3)",
            queue.Backlog,
            transaction.Now - queue.Attributes.RetentionMs,
            limit
        );

    /// <summary>Deletes up to <paramref name="limit"/> messages of a backlog that no queue has any more.</summary>
    public static int DeleteRetired(Transaction transaction, long backlog, int limit) =>
        transaction.Execute(
            "delete from message where id in (select id from message where backlog = $1 limit $2)",
            backlog,
            limit
        );
}
