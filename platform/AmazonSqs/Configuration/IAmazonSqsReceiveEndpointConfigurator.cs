namespace MassTransit;

/// <summary>
/// A receive endpoint on one queue. The queue and its subscriptions are made when the endpoint starts; an existing queue keeps its
/// attributes. At most <see cref="IReceiveEndpointConfigurator.ConcurrentMessageLimit"/> messages, or the prefetch count where that is
/// not set, are received and consumed at a time; none is fetched ahead.
/// </summary>
public interface IAmazonSqsReceiveEndpointConfigurator : IReceiveEndpointConfigurator
{
    /// <summary>False marks the queue's address with <c>durable=false</c>. Default true.</summary>
    bool Durable { set; }

    /// <summary>Whether the queue and its subscriptions are deleted when the endpoint stops. Default false.</summary>
    bool AutoDelete { set; }

    /// <summary>Whether the queue is emptied when the endpoint first starts. Default false.</summary>
    bool PurgeOnStartup { set; }

    /// <summary>
    /// How long one receive call waits for a message, in seconds, 0 to 20. Default: the value of the bus. The longer, the fewer calls an
    /// idle endpoint makes; a message that arrives ends the wait, and so does the stop of the endpoint.
    /// </summary>
    ushort WaitTimeSeconds { set; }

    /// <summary>Attributes of the queue under their SQS names, such as <c>VisibilityTimeout</c>, where it is to be created.</summary>
    IDictionary<string, object> QueueAttributes { get; }

    /// <summary>Tags of the queue where it is to be created.</summary>
    IDictionary<string, string> QueueTags { get; }

    /// <summary>Consumes the messages of a FIFO queue concurrently within their group, too. Default: one at a time per group.</summary>
    void DisableMessageOrdering();
}
