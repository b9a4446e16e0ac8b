using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>The rows of the table topic.</summary>
internal static class TopicTable
{
    public static Topic? Find(Transaction transaction, string name) =>
        transaction.QuerySingle(
            "select id, name, attributes, tags from topic where name = $1",
            row => new Topic(
                row.GetInt64(0),
                row.GetString(1),
                BrokerJson.ReadMap(row.GetString(2)),
                BrokerJson.ReadMap(row.GetString(3))
            ),
            name
        );

    /// <summary>Names in order, after <paramref name="after"/>.</summary>
    public static List<string> List(Transaction transaction, string after, int count) =>
        transaction.Query(
            "select name from topic where name > $1 order by name limit $2",
            row => row.GetString(0),
            after,
            count
        );

    public static void Insert(
        Transaction transaction,
        string name,
        IReadOnlyDictionary<string, string> attributes,
        IReadOnlyDictionary<string, string> tags
    ) =>
        transaction.Execute(
            "insert into topic(name, attributes, tags) values($1, $2, $3)",
            name,
            BrokerJson.Write(attributes),
            BrokerJson.Write(tags)
        );

    public static void SetAttributes(
        Transaction transaction,
        long id,
        IReadOnlyDictionary<string, string> attributes
    ) => transaction.Execute("update topic set attributes = $2 where id = $1", id, BrokerJson.Write(attributes));

    public static void SetTags(Transaction transaction, long id, IReadOnlyDictionary<string, string> tags) =>
        transaction.Execute("update topic set tags = $2 where id = $1", id, BrokerJson.Write(tags));

    /// <summary>Deletes the topic and its subscriptions.</summary>
    public static void Delete(Transaction transaction, string name) =>
        transaction.Execute("delete from topic where name = $1", name);
}
