using Amazon.SimpleNotificationService;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>Opens topics, creating the missing ones.</summary>
internal sealed class SnsTopicCatalog(AmazonSimpleNotificationServiceClient sns)
{
    private readonly EntityCache<SnsTopic> _topics = new();

    public Task<SnsTopic> OpenAsync(TopicDeclaration topic) => _topics.GetAsync(topic.Name, () => DeclareAsync(topic));

    public void Forget(string name) => _topics.Forget(name);

    public void Clear() => _topics.Clear();

    public Task UnsubscribeAsync(string subscriptionArn, CancellationToken cancellationToken) =>
        sns.CallAsync(new SnsCall("Unsubscribe").With("SubscriptionArn", subscriptionArn), cancellationToken);

    // CreateTopic answers the ARN of an existing topic, but refuses one that has other attributes or tags.
    private async Task<SnsTopic> DeclareAsync(TopicDeclaration topic)
    {
        var attributes = topic.Attributes.ToDictionary(x => x.Key, x => $"{x.Value}", StringComparer.Ordinal);
        if (topic.IsFifo)
        {
            attributes["FifoTopic"] = "true";
        }

        var call = new SnsCall("CreateTopic")
            .With("Name", topic.Name)
            .WithMap("Attributes", attributes)
            .WithTags(topic.Tags);
        try
        {
            return new SnsTopic(sns, (await sns.CallAsync(call, CancellationToken.None)).Text("TopicArn")!);
        }
        catch (AmazonSimpleNotificationServiceException e) when (e.ErrorCode == "InvalidParameter")
        {
            var existing = await FindArnAsync(topic.Name);
            if (existing is null)
            {
                throw;
            }

            return new SnsTopic(sns, existing);
        }
    }

    private async Task<string?> FindArnAsync(string name)
    {
        string? next = null;
        do
        {
            var page = await sns.CallAsync(new SnsCall("ListTopics").With("NextToken", next), CancellationToken.None);
            var found = page.All("TopicArn")
                .FirstOrDefault(x => x.Value.EndsWith($":{name}", StringComparison.Ordinal));
            if (found is not null)
            {
                return found.Value;
            }

            next = page.Text("NextToken");
        } while (!string.IsNullOrEmpty(next));

        return null;
    }
}
