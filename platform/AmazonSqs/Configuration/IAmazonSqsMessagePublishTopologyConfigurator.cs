namespace MassTransit;

/// <summary>The topic of a message type.</summary>
public interface IAmazonSqsMessagePublishTopologyConfigurator : IMessagePublishTopologyConfigurator
{
    /// <summary>Attributes of the topic under their SNS names, such as <c>KmsMasterKeyId</c>, where it is to be created.</summary>
    IDictionary<string, object> TopicAttributes { get; }

    /// <summary>Tags of the topic where it is to be created.</summary>
    IDictionary<string, string> TopicTags { get; }
}

/// <summary>The topic of the message type <typeparamref name="T"/>.</summary>
public interface IAmazonSqsMessagePublishTopologyConfigurator<T>
    : IMessagePublishTopologyConfigurator<T>,
        IAmazonSqsMessagePublishTopologyConfigurator
    where T : class;
