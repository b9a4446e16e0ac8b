using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;
using static GreenMl.Platform.Broker.Protocol.SnsXml;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>The SNS operations on subscriptions. Each runs inside a transaction and answers the content of its result.</summary>
internal sealed class SubscriptionOperations(TopicNames topics, QueueNames queues)
{
    private const string Protocol = "sqs";

    public object?[] Subscribe(Transaction transaction, SnsRequest request)
    {
        var topic = topics.Get(transaction, request.Get("TopicArn"));
        var endpoint = CheckEndpoint(topic, request);
        var attributes = request.Attributes();
        SubscriptionAttributes.Check(attributes);
        var existing = SubscriptionTable.Find(transaction, topic, endpoint);
        if (existing is not null && !IsSame(existing, attributes))
        {
            throw AwsException.InvalidParameter("Attributes", "Subscription already exists with different attributes");
        }

        var subscription =
            existing
            ?? new Subscription($"{topics.Arn(topic.Name)}:{Guid.NewGuid()}", topic.Name, endpoint, attributes);
        if (existing is null)
        {
            SubscriptionTable.Insert(transaction, topic, subscription);
        }

        return [Element("SubscriptionArn", subscription.Arn)];
    }

    public object?[]? Unsubscribe(Transaction transaction, SnsRequest request)
    {
        SubscriptionTable.Delete(transaction, request.Get("SubscriptionArn"));
        return null;
    }

    public object?[] List(Transaction transaction, SnsRequest request) => List(transaction, topic: null, request);

    public object?[] ListByTopic(Transaction transaction, SnsRequest request) =>
        List(transaction, topics.Get(transaction, request.Get("TopicArn")), request);

    public object?[] GetAttributes(Transaction transaction, SnsRequest request)
    {
        var subscription = Get(transaction, request);
        Dictionary<string, string> all = new(StringComparer.Ordinal)
        {
            ["SubscriptionArn"] = subscription.Arn,
            ["TopicArn"] = topics.Arn(subscription.TopicName),
            ["Protocol"] = Protocol,
            ["Endpoint"] = subscription.Endpoint,
            ["Owner"] = topics.Account,
            ["PendingConfirmation"] = "false",
            ["ConfirmationWasAuthenticated"] = "true",
            [SubscriptionAttributes.RawMessageDelivery] = "false",
        };
        return [Entries("Attributes", ResourceTags.Merge(all, subscription.Attributes))];
    }

    public object?[]? SetAttributes(Transaction transaction, SnsRequest request)
    {
        var subscription = Get(transaction, request);
        var change = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [request.Get("AttributeName")] = request.Find("AttributeValue") ?? "",
        };
        var changed = ResourceTags.Merge(subscription.Attributes, change);
        SubscriptionAttributes.Check(changed);
        SubscriptionTable.SetAttributes(transaction, subscription.Arn, changed);
        return null;
    }

    private object?[] List(Transaction transaction, Topic? topic, SnsRequest request)
    {
        var after = Page.Decode(request.Find("NextToken"));
        var found = SubscriptionTable.List(transaction, topic, after, TopicOperations.PageSize + 1);
        var page = found.Take(TopicOperations.PageSize).ToList();
        return
        [
            Members("Subscriptions", page, Describe),
            found.Count > page.Count ? Element("NextToken", Page.Encode(page[^1].Arn)) : null,
        ];
    }

    private object[] Describe(Subscription subscription) =>
        [
            Element("TopicArn", topics.Arn(subscription.TopicName)),
            Element("Protocol", Protocol),
            Element("SubscriptionArn", subscription.Arn),
            Element("Owner", topics.Account),
            Element("Endpoint", subscription.Endpoint),
        ];

    private string CheckEndpoint(Topic topic, SnsRequest request)
    {
        if (request.Get("Protocol") is var protocol && protocol != Protocol)
        {
            throw AwsException.InvalidParameter("Protocol", $"{protocol} is not supported here; only {Protocol} is.");
        }

        var endpoint = request.Get("Endpoint");
        if (queues.FromArn(endpoint) is not { } queue)
        {
            throw AwsException.InvalidParameter("Endpoint", $"{endpoint} is not the ARN of a queue of this endpoint.");
        }

        return topic.IsFifo || !queue.EndsWith(Queue.FifoSuffix, StringComparison.Ordinal)
            ? endpoint
            : throw AwsException.InvalidParameter(
                "Endpoint",
                "FIFO SQS Queues can not be subscribed to standard SNS topics"
            );
    }

    private static bool IsSame(Subscription existing, Dictionary<string, string> attributes) =>
        attributes.All(attribute =>
            attribute.Value
            == existing.Attributes.GetValueOrDefault(
                attribute.Key,
                attribute.Key == SubscriptionAttributes.RawMessageDelivery ? "false" : ""
            )
        );

    private static Subscription Get(Transaction transaction, SnsRequest request) =>
        SubscriptionTable.Find(transaction, request.Get("SubscriptionArn"))
        ?? throw AwsException.NotFound("Subscription");
}
