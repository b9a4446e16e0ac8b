using System.Text;
using System.Text.Json;
using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>A message published to a topic.</summary>
internal sealed record Publication(
    string Message,
    string? Subject,
    Dictionary<string, MessageAttribute> Attributes,
    string? GroupId,
    string? DeduplicationId
)
{
    /// <summary>What counts towards the topic's limit: UTF-8 bytes of the message and of the attributes.</summary>
    public int SizeBytes => Encoding.UTF8.GetByteCount(Message) + MessageAttributes.SizeBytes(Attributes);

    /// <summary>The message as it is (RawMessageDelivery).</summary>
    public OutgoingMessage ToRaw() =>
        new()
        {
            Body = Message,
            Attributes = Attributes,
            GroupId = GroupId,
            DeduplicationId = DeduplicationId,
        };

    /// <summary>The message wrapped in SNS's JSON document. It is unsigned, so the signature fields are absent.</summary>
    public OutgoingMessage ToNotification(string messageId, string topicArn, long nowUnixMs)
    {
        var notification = new Notification(
            "Notification",
            messageId,
            topicArn,
            Subject,
            Message,
            DateTimeOffset.FromUnixTimeMilliseconds(nowUnixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            Attributes.Count == 0
                ? null
                : Attributes.ToDictionary(
                    pair => pair.Key,
                    pair => new NotificationAttribute(
                        pair.Value.DataType!,
                        pair.Value.BinaryValue ?? pair.Value.StringValue!
                    ),
                    StringComparer.Ordinal
                )
        );
        return new OutgoingMessage
        {
            Body = JsonSerializer.Serialize(notification, BrokerJson.Compact.Notification),
            GroupId = GroupId,
            DeduplicationId = DeduplicationId,
        };
    }
}

internal sealed record Notification(
    string Type,
    string MessageId,
    string TopicArn,
    string? Subject,
    string Message,
    string Timestamp,
    IReadOnlyDictionary<string, NotificationAttribute>? MessageAttributes
);

internal sealed record NotificationAttribute(string Type, string Value);
