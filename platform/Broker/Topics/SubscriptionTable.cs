using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;
using Microsoft.Data.Sqlite;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>The rows of the table subscription.</summary>
internal static class SubscriptionTable
{
    private const string Select = """
        select subscription.arn, topic.name, subscription.endpoint, subscription.attributes
        from subscription join topic on topic.id = subscription.topic

        """;

    public static Subscription? Find(Transaction transaction, string arn) =>
        transaction.QuerySingle($"{Select} where arn = $1", Read, arn);

    public static Subscription? Find(Transaction transaction, Topic topic, string endpoint) =>
        transaction.QuerySingle($"{Select} where topic = $1 and endpoint = $2", Read, topic.Id, endpoint);

    public static List<Subscription> OfTopic(Transaction transaction, Topic topic) =>
        transaction.Query($"{Select} where topic = $1", Read, topic.Id);

    /// <summary>In the order of their ARNs, after <paramref name="after"/>; of one topic or of all.</summary>
    public static List<Subscription> List(Transaction transaction, Topic? topic, string after, int count) =>
        transaction.Query(
            $"{Select} where ($1 is null or topic = $1) and arn > $2 order by arn limit $3",
            Read,
            topic?.Id,
            after,
            count
        );

    public static int Count(Transaction transaction, Topic topic) =>
        transaction.QuerySingle("select count(*) from subscription where topic = $1", row => row.GetInt32(0), topic.Id);

    public static void Insert(Transaction transaction, Topic topic, Subscription subscription) =>
        transaction.Execute(
            "insert into subscription(arn, topic, endpoint, attributes) values($1, $2, $3, $4)",
            subscription.Arn,
            topic.Id,
            subscription.Endpoint,
            BrokerJson.Write(subscription.Attributes)
        );

    public static void SetAttributes(
        Transaction transaction,
        string arn,
        IReadOnlyDictionary<string, string> attributes
    ) =>
        transaction.Execute(
            "update subscription set attributes = $2 where arn = $1",
            arn,
            BrokerJson.Write(attributes)
        );

    public static void Delete(Transaction transaction, string arn) =>
        transaction.Execute("delete from subscription where arn = $1", arn);

    private static Subscription Read(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), BrokerJson.ReadMap(row.GetString(3)));
}
