using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;
using Microsoft.Data.Sqlite;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>The rows of the tables queue and backlog.</summary>
internal static class QueueTable
{
    private const string Columns = "id, name, backlog, created, modified, purged, attributes, tags";

    /// <exception cref="AwsException">NonExistentQueue.</exception>
    public static Queue Get(Transaction transaction, string name) =>
        Find(transaction, name) ?? throw AwsException.NoQueue();

    public static Queue? Find(Transaction transaction, string name) =>
        transaction.QuerySingle($"select {Columns} from queue where name = $1", Read, name);

    public static IReadOnlyList<Queue> All(Transaction transaction) =>
        transaction.Query($"select {Columns} from queue order by name", Read);

    /// <summary>Names in order, after <paramref name="after"/>.</summary>
    public static List<string> List(Transaction transaction, string prefix, string after, int count) =>
        transaction.Query(
            "select name from queue where name > $1 and substr(name, 1, length($2)) = $2 order by name limit $3",
            row => row.GetString(0),
            after,
            prefix,
            count
        );

    /// <summary>Names of the queues whose redrive policy names <paramref name="arn"/>, in order, after <paramref name="after"/>.</summary>
    public static List<string> ListSources(Transaction transaction, string arn, string after, int count) =>
        transaction.Query(
            """
            select name from queue
            where json_extract(json_extract(attributes, '$.RedrivePolicy'), '$.deadLetterTargetArn') = $1 and name > $2
            order by name limit $3
            """,
            row => row.GetString(0),
            arn,
            after,
            count
        );

    public static void Insert(
        Transaction transaction,
        string name,
        QueueAttributes attributes,
        IReadOnlyDictionary<string, string> tags
    ) =>
        transaction.Execute(
            "insert into queue(name, backlog, created, modified, attributes, tags) values($1, $2, $3, $3, $4, $5)",
            name,
            NewBacklog(transaction),
            transaction.Now,
            BrokerJson.Write(attributes.Values),
            BrokerJson.Write(tags)
        );

    public static void SetAttributes(Transaction transaction, long id, QueueAttributes attributes) =>
        transaction.Execute(
            "update queue set attributes = $2, modified = $3 where id = $1",
            id,
            BrokerJson.Write(attributes.Values),
            transaction.Now
        );

    public static void SetTags(Transaction transaction, long id, IReadOnlyDictionary<string, string> tags) =>
        transaction.Execute("update queue set tags = $2 where id = $1", id, BrokerJson.Write(tags));

    public static void Purge(Transaction transaction, Queue queue)
    {
        RetireBacklog(transaction, queue.Backlog);
        transaction.Execute(
            "update queue set backlog = $2, purged = $3 where id = $1",
            queue.Id,
            NewBacklog(transaction),
            transaction.Now
        );
    }

    public static void Delete(Transaction transaction, Queue queue)
    {
        RetireBacklog(transaction, queue.Backlog);
        transaction.Execute("delete from queue where id = $1", queue.Id);
    }

    /// <summary>A backlog whose messages are still to be deleted.</summary>
    public static long? FindRetiredBacklog(Transaction transaction) =>
        transaction.QuerySingle("select id from backlog where retired = 1 limit 1", row => (long?)row.GetInt64(0));

    public static void DeleteBacklog(Transaction transaction, long backlog) =>
        transaction.Execute("delete from backlog where id = $1", backlog);

    private static long NewBacklog(Transaction transaction)
    {
        transaction.Execute("insert into backlog default values");
        return transaction.LastInsertedId();
    }

    private static void RetireBacklog(Transaction transaction, long backlog) =>
        transaction.Execute("update backlog set retired = 1 where id = $1", backlog);

    private static Queue Read(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetInt64(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.IsDBNull(5) ? null : row.GetInt64(5),
            new QueueAttributes(BrokerJson.ReadMap(row.GetString(6))),
            BrokerJson.ReadMap(row.GetString(7))
        );
}
