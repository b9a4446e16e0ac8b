using Amazon.SQS;
using Amazon.SQS.Model;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>Opens queues, creating the missing ones, and deletes the temporary ones.</summary>
internal sealed class SqsQueueCatalog(IAmazonSQS sqs)
{
    private readonly EntityCache<SqsQueue> _queues = new();

    public Task<SqsQueue> OpenAsync(QueueDeclaration queue) => _queues.GetAsync(queue.Name, () => DeclareAsync(queue));

    public void Forget(string name) => _queues.Forget(name);

    public void Clear() => _queues.Clear();

    public async Task DeleteAsync(SqsQueue queue, CancellationToken cancellationToken)
    {
        Forget(queue.Name);
        await sqs.DeleteQueueAsync(queue.Url, cancellationToken);
    }

    /// <summary>Lets every one of <paramref name="topicArns"/> send to the queue, as its policy does not yet allow it.</summary>
    public async Task AllowTopicsAsync(
        SqsQueue queue,
        IReadOnlyCollection<string> topicArns,
        CancellationToken cancellationToken
    )
    {
        var policyName = QueueAttributeName.Policy.Value;
        var known = await sqs.GetQueueAttributesAsync(queue.Url, [policyName], cancellationToken);
        var policy = known.Attributes?.GetValueOrDefault(policyName);
        if (QueuePolicy.Allow(policy, queue.Arn, topicArns) is { } extended)
        {
            var change = new Dictionary<string, string>(StringComparer.Ordinal) { [policyName] = extended };
            await sqs.SetQueueAttributesAsync(queue.Url, change, cancellationToken);
        }
    }

    private async Task<SqsQueue> DeclareAsync(QueueDeclaration queue)
    {
        var url = await FindUrlAsync(queue.Name) ?? await CreateAsync(queue);
        var attributes = await sqs.GetQueueAttributesAsync(url, ["All"]);
        return new SqsQueue(sqs, queue.Name, url, attributes.Attributes);
    }

    private async Task<string?> FindUrlAsync(string name)
    {
        try
        {
            return (await sqs.GetQueueUrlAsync(name)).QueueUrl;
        }
        catch (QueueDoesNotExistException)
        {
            return null;
        }
    }

    private async Task<string> CreateAsync(QueueDeclaration queue)
    {
        var attributes = queue.Attributes.ToDictionary(x => x.Key, x => $"{x.Value}", StringComparer.Ordinal);
        if (queue.IsFifo)
        {
            attributes[QueueAttributeName.FifoQueue] = "true";
        }

        var request = new CreateQueueRequest
        {
            QueueName = queue.Name,
            Attributes = attributes,
            Tags = queue.Tags,
        };
        return (await sqs.CreateQueueAsync(request)).QueueUrl;
    }
}
