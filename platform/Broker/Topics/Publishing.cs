using System.Text.Json;
using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;
using static GreenMl.Platform.Broker.Protocol.SnsXml;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>Publish and PublishBatch: the message enters every subscribed queue in the same transaction.</summary>
internal sealed partial class Publishing(
    TopicNames topics,
    QueueNames queues,
    Sending sending,
    ILogger<Publishing> logger
)
{
    public object?[] Publish(Transaction transaction, SnsRequest request)
    {
        if (request.Find("PhoneNumber") is not null)
        {
            throw AwsException.InvalidParameter("PhoneNumber", "Only topics are supported here.");
        }

        var topic = topics.Get(transaction, request.Find("TopicArn") ?? request.Get("TargetArn"));
        var accepted = Publish(transaction, topic, Read(request, ""));
        return Describe(topic, accepted);
    }

    public object?[] PublishBatch(Transaction transaction, SnsRequest request)
    {
        var topic = topics.Get(transaction, request.Get("TopicArn"));
        var entries = CheckBatch(request, topic);
        var result = Batch.Run(
            entries,
            entry =>
                Element(
                    "member",
                    Element("Id", entry.Id),
                    Describe(topic, Publish(transaction, topic, Read(request, entry.Prefix)))
                )
        );
        return
        [
            Element("Successful", [.. result.Successful]),
            Members(
                "Failed",
                result.Failed,
                error =>
                    [
                        Element("Id", error.Id),
                        Element("Code", error.Code),
                        Element("Message", error.Message),
                        Element("SenderFault", error.SenderFault),
                    ]
            ),
        ];
    }

    private static object?[] Describe(Topic topic, Accepted accepted) =>
        [
            Element("MessageId", accepted.MessageId),
            topic.IsFifo ? Element("SequenceNumber", Sending.SequenceNumber(accepted.Sequence)) : null,
        ];

    private static List<Entry> CheckBatch(SnsRequest request, Topic topic)
    {
        List<Entry> entries =
        [
            .. request
                .Members("PublishBatchRequestEntries.member", "Id")
                .Select(member => new Entry(request.Get($"{member}.Id"), $"{member}.")),
        ];
        try
        {
            Batch.Check(entries);
        }
        catch (AwsException e)
        {
            // The same rules as SQS, but SNS's codes have no prefix.
            throw new AwsException(e.Shape, e.Message);
        }

        var size = entries.Sum(entry => Read(request, entry.Prefix).SizeBytes);
        return size <= topic.MaximumMessageBytes
            ? entries
            : throw new AwsException(
                "BatchRequestTooLong",
                $"The batch has {size} bytes; the topic takes {topic.MaximumMessageBytes}."
            );
    }

    private static Publication Read(SnsRequest request, string prefix)
    {
        var message = request.Get($"{prefix}Message");
        return new Publication(
            request.Find($"{prefix}MessageStructure") == "json" ? ForQueues(message) : message,
            request.Find($"{prefix}Subject"),
            request.MessageAttributes(prefix),
            request.Find($"{prefix}MessageGroupId"),
            request.Find($"{prefix}MessageDeduplicationId")
        );
    }

    /// <summary>With MessageStructure=json a message has one text for each protocol.</summary>
    private static string ForQueues(string message)
    {
        try
        {
            var texts = BrokerJson.ReadMap(message);
            return texts.GetValueOrDefault("sqs")
                ?? texts.GetValueOrDefault("default")
                ?? throw AwsException.InvalidParameter(
                    "Message",
                    "Message Structure - No default entry in JSON message body"
                );
        }
        catch (JsonException)
        {
            throw AwsException.InvalidParameter("Message", "Message Structure - JSON message body failed to parse");
        }
    }

    private Accepted Publish(Transaction transaction, Topic topic, Publication publication)
    {
        PublicationRules.Check(topic, publication);
        return topic.IsFifo ? PublishOnce(transaction, topic, publication) : Deliver(transaction, topic, publication);
    }

    private Accepted PublishOnce(Transaction transaction, Topic topic, Publication publication)
    {
        var token = publication.DeduplicationId ?? MessageBody.Sha256(publication.Message);
        var owner = $"topic:{topic.Id}";
        var scope = topic.DeduplicatesPerGroup ? publication.GroupId! : "";
        if (DeduplicationTable.Find(transaction, owner, scope, token) is { } first)
        {
            return first;
        }

        var accepted = Deliver(transaction, topic, publication with { DeduplicationId = token });
        DeduplicationTable.Remember(transaction, owner, scope, token, accepted);
        return accepted;
    }

    private Accepted Deliver(Transaction transaction, Topic topic, Publication publication)
    {
        var messageId = Guid.NewGuid().ToString();
        var sequence = 0L;
        foreach (var subscription in SubscriptionTable.OfTopic(transaction, topic))
        {
            if (!subscription.Filter.Accepts(publication.Attributes, publication.Message))
            {
                continue;
            }

            var message = subscription.IsRaw
                ? publication.ToRaw()
                : publication.ToNotification(messageId, topics.Arn(topic.Name), transaction.Now);
            sequence = Math.Max(sequence, Deliver(transaction, subscription, message));
        }

        return new Accepted(messageId, sequence);
    }

    /// <summary>As at AWS, a message that the queue does not take is dropped for this subscription alone.</summary>
    private long Deliver(Transaction transaction, Subscription subscription, OutgoingMessage message)
    {
        if (
            queues.FromArn(subscription.Endpoint) is not { } name
            || QueueTable.Find(transaction, name) is not { } queue
        )
        {
            LogNoQueue(subscription.Arn, subscription.Endpoint);
            return 0;
        }

        try
        {
            var fitting = queue.IsFifo ? message : message with { DeduplicationId = null };
            return sending.Enqueue(transaction, queue, fitting).Sequence;
        }
        catch (AwsException e)
        {
            LogRefused(subscription.Arn, e.Message);
            return 0;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Subscription}: queue {Endpoint} does not exist; message dropped"
    )]
    private partial void LogNoQueue(string subscription, string endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Subscription}: the queue refused a message: {Reason}")]
    private partial void LogRefused(string subscription, string reason);

    private sealed record Entry(string Id, string Prefix) : IBatchEntry;
}
