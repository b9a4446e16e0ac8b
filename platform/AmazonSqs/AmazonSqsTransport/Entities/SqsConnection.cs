using Amazon.SimpleNotificationService;
using Amazon.SQS;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>The queues and topics of one account and region.</summary>
internal sealed class SqsConnection(IAmazonSQS sqs, AmazonSimpleNotificationServiceClient sns)
{
    public SqsQueueCatalog Queues { get; } = new(sqs);

    public SnsTopicCatalog Topics { get; } = new(sns);

    /// <summary>Opens everything anew from now on: the service may have lost or re-created its entities.</summary>
    public void Forget()
    {
        Queues.Clear();
        Topics.Clear();
    }

    /// <summary>Subscribes the queue to the topics and lets them send to it; returns the ARNs of the subscriptions.</summary>
    public async Task<IReadOnlyList<string>> SubscribeAsync(
        SqsQueue queue,
        IReadOnlyCollection<TopicDeclaration> declarations,
        CancellationToken cancellationToken
    )
    {
        if (declarations.Count == 0)
        {
            return [];
        }

        var topics = await Task.WhenAll(declarations.Select(Topics.OpenAsync)).WaitAsync(cancellationToken);
        await Queues.AllowTopicsAsync(queue, [.. topics.Select(x => x.Arn)], cancellationToken);
        return await Task.WhenAll(topics.Select(x => x.SubscribeAsync(queue.Arn, cancellationToken)));
    }

    public async Task DeleteAsync(
        SqsQueue queue,
        IEnumerable<string> subscriptionArns,
        CancellationToken cancellationToken
    )
    {
        foreach (var arn in subscriptionArns)
        {
            await Topics.UnsubscribeAsync(arn, cancellationToken);
        }

        await Queues.DeleteAsync(queue, cancellationToken);
    }
}
