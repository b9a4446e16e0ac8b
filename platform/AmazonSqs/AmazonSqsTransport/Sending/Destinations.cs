using Amazon.SimpleNotificationService;
using Amazon.SQS.Model;
using MassTransit.AmazonSqsTransport.Entities;

namespace MassTransit.AmazonSqsTransport.Sending;

/// <summary>Where a message can go: a queue or a topic.</summary>
internal interface IDestination
{
    string Name { get; }

    /// <summary>The part of <paramref name="delay"/> that the service itself holds a message back, in whole seconds.</summary>
    int? DelaySeconds(TimeSpan delay);

    /// <summary>Completes when the service has stored the message.</summary>
    Task DeliverAsync(OutgoingMessage message, CancellationToken cancellationToken);
}

/// <summary>A queue, created where it is missing.</summary>
internal sealed class QueueDestination(SqsQueueCatalog queues, QueueDeclaration queue) : IDestination
{
    private const int MaxDelaySeconds = 900;

    public string Name => queue.Name;

    // A FIFO queue takes a delay for the whole queue only.
    public int? DelaySeconds(TimeSpan delay) =>
        queue.IsFifo ? null : (int)Math.Min(Math.Ceiling(delay.TotalSeconds), MaxDelaySeconds);

    public async Task DeliverAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (queue.IsFifo && message.GroupId is null)
        {
            throw new ArgumentException(
                $"A message to the FIFO queue '{Name}' has no message group: call SetGroupId while sending it.",
                nameof(message)
            );
        }

        try
        {
            await SendAsync(message, cancellationToken);
        }
        catch (QueueDoesNotExistException)
        {
            // It was deleted since it was opened.
            queues.Forget(Name);
            await SendAsync(message, cancellationToken);
        }
    }

    private async Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var open = await queues.OpenAsync(queue).WaitAsync(cancellationToken);
        await open.SendAsync(message, cancellationToken);
    }
}

/// <summary>A topic, created where it is missing.</summary>
internal sealed class TopicDestination(SnsTopicCatalog topics, TopicDeclaration topic) : IDestination
{
    public string Name => topic.Name;

    public int? DelaySeconds(TimeSpan delay) => null;

    public async Task DeliverAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(message, cancellationToken);
        }
        catch (AmazonSimpleNotificationServiceException e) when (e.ErrorCode == "NotFound")
        {
            // It was deleted since it was opened.
            topics.Forget(Name);
            await PublishAsync(message, cancellationToken);
        }
    }

    private async Task PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var open = await topics.OpenAsync(topic).WaitAsync(cancellationToken);
        await open.PublishAsync(message, cancellationToken);
    }
}
