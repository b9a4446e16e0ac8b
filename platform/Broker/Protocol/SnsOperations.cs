using System.Collections.Frozen;
using System.Xml.Linq;
using GreenMl.Platform.Broker.Storage;
using GreenMl.Platform.Broker.Topics;

namespace GreenMl.Platform.Broker.Protocol;

/// <summary>Finds the SNS operation by its name and runs it in a transaction.</summary>
internal sealed class SnsOperations
{
    private readonly GroupCommit _commit;
    private readonly FrozenDictionary<string, Func<Transaction, SnsRequest, object?[]?>> _operations;

    public SnsOperations(
        GroupCommit commit,
        TopicOperations topics,
        SubscriptionOperations subscriptions,
        Publishing publishing
    )
    {
        _commit = commit;
        _operations = new Dictionary<string, Func<Transaction, SnsRequest, object?[]?>>(StringComparer.Ordinal)
        {
            ["CreateTopic"] = topics.Create,
            ["DeleteTopic"] = topics.Delete,
            ["ListTopics"] = topics.List,
            ["GetTopicAttributes"] = topics.GetAttributes,
            ["SetTopicAttributes"] = topics.SetAttributes,
            ["TagResource"] = topics.Tag,
            ["UntagResource"] = topics.Untag,
            ["ListTagsForResource"] = topics.ListTags,
            ["Subscribe"] = subscriptions.Subscribe,
            ["Unsubscribe"] = subscriptions.Unsubscribe,
            ["ListSubscriptions"] = subscriptions.List,
            ["ListSubscriptionsByTopic"] = subscriptions.ListByTopic,
            ["GetSubscriptionAttributes"] = subscriptions.GetAttributes,
            ["SetSubscriptionAttributes"] = subscriptions.SetAttributes,
            ["Publish"] = publishing.Publish,
            ["PublishBatch"] = publishing.PublishBatch,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <exception cref="AwsException">What the operation refused; InvalidAction when it is not known.</exception>
    public async Task<XElement> RunAsync(SnsRequest request, string requestId, CancellationToken cancellationToken)
    {
        if (!_operations.TryGetValue(request.Action, out var operation))
        {
            throw new AwsException("InvalidAction", $"The action {request.Action} is not valid for this web service.");
        }

        var content = await _commit.RunAsync(transaction => operation(transaction, request), cancellationToken);
        return SnsXml.Response(request.Action, content, requestId);
    }
}
