namespace MassTransit;

#pragma warning disable CA1715 // The name is MassTransit's.

/// <summary>What a message takes along to SQS or SNS beside its envelope.</summary>
public interface AmazonSqsSendContext : SendContext
{
    /// <summary>The FIFO message group, within which order is kept. FIFO queues and topics require it.</summary>
    string? GroupId { get; set; }

    /// <summary>The FIFO deduplication id: of the messages with one id, the first within five minutes is delivered.</summary>
    string? DeduplicationId { get; set; }
}

/// <summary>What a message of type <typeparamref name="T"/> takes along to SQS or SNS.</summary>
public interface AmazonSqsSendContext<out T> : AmazonSqsSendContext, SendContext<T>
    where T : class;
