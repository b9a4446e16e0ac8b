namespace GreenMl.Platform.Broker.Topics;

/// <summary>A topic as stored.</summary>
internal sealed record Topic(
    long Id,
    string Name,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyDictionary<string, string> Tags
)
{
    /// <summary>256 KiB, what SNS takes when the topic says nothing else, bytes.</summary>
    public const int DefaultMaximumMessageBytes = 256 * 1024;

    public bool IsFifo => Attributes.GetValueOrDefault(TopicAttributes.FifoTopic) == "true";

    public bool DeduplicatesByContent =>
        Attributes.GetValueOrDefault(TopicAttributes.ContentBasedDeduplication) == "true";

    public bool DeduplicatesPerGroup =>
        Attributes.GetValueOrDefault(TopicAttributes.FifoThroughputScope) == "MessageGroup";

    public int MaximumMessageBytes =>
        Attributes.TryGetValue(TopicAttributes.MaximumMessageSize, out var text)
            ? int.Parse(text)
            : DefaultMaximumMessageBytes;
}

/// <summary>A queue that receives what is published to a topic; <paramref name="Endpoint"/> is its ARN.</summary>
internal sealed record Subscription(
    string Arn,
    string TopicName,
    string Endpoint,
    IReadOnlyDictionary<string, string> Attributes
)
{
    public bool IsRaw => Attributes.GetValueOrDefault(SubscriptionAttributes.RawMessageDelivery) == "true";

    public FilterPolicy Filter =>
        FilterPolicy.Parse(
            Attributes.GetValueOrDefault(SubscriptionAttributes.FilterPolicy, ""),
            Attributes.GetValueOrDefault(SubscriptionAttributes.FilterPolicyScope) == SubscriptionAttributes.MessageBody
        );
}
