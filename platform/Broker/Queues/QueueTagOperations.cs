using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>TagQueue, UntagQueue and ListQueueTags.</summary>
internal sealed class QueueTagOperations(GroupCommit commit)
{
    public Task<Empty> TagAsync(TagQueueRequest request, CancellationToken cancellationToken)
    {
        var added = request.Tags ?? throw AwsException.Missing("Tags");
        return ChangeAsync(
            request.QueueUrl,
            tags => ResourceTags.CheckQueueTags(ResourceTags.Merge(tags, added)),
            cancellationToken
        );
    }

    public Task<Empty> UntagAsync(UntagQueueRequest request, CancellationToken cancellationToken)
    {
        var removed = request.TagKeys ?? throw AwsException.Missing("TagKeys");
        return ChangeAsync(request.QueueUrl, tags => ResourceTags.Without(tags, removed), cancellationToken);
    }

    public Task<QueueTagsResponse> ListAsync(QueueRequest request, CancellationToken cancellationToken)
    {
        var name = QueueNames.FromUrl(request.QueueUrl);
        return commit.RunAsync(
            transaction =>
            {
                var tags = QueueTable.Get(transaction, name).Tags;
                return new QueueTagsResponse(tags.Count == 0 ? null : tags);
            },
            cancellationToken
        );
    }

    private Task<Empty> ChangeAsync(
        string? url,
        Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change,
        CancellationToken cancellationToken
    ) =>
        commit.ChangeQueueAsync(
            url,
            (transaction, queue) => QueueTable.SetTags(transaction, queue.Id, change(queue.Tags)),
            cancellationToken
        );
}
