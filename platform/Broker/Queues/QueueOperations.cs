using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>The SQS operations that make, find, empty and delete queues.</summary>
internal sealed class QueueOperations(
    GroupCommit commit,
    QueueNames names,
    RedriveRules redrive,
    Doorbells doorbells,
    InFlightLimit inFlight
)
{
    private const long PurgeIntervalMs = 60_000;
    private const int LargestPage = 1000;

    public Task<QueueUrlResponse> CreateAsync(
        CreateQueueRequest request,
        string address,
        CancellationToken cancellationToken
    )
    {
        var name = QueueNames.Check(request.QueueName);
        var attributes = request.Attributes ?? [];
        var tags = ResourceTags.CheckQueueTags(request.Tags ?? []);
        return commit.RunAsync(
            transaction =>
            {
                Create(transaction, name, attributes, tags);
                return new QueueUrlResponse(names.Url(address, name));
            },
            cancellationToken
        );
    }

    private void Create(
        Transaction transaction,
        string name,
        Dictionary<string, string> attributes,
        Dictionary<string, string> tags
    )
    {
        var fifo = name.EndsWith(Queue.FifoSuffix, StringComparison.Ordinal);
        if (fifo != (attributes.GetValueOrDefault(QueueAttributeNames.FifoQueue) == "true"))
        {
            throw AwsException.InvalidValue(
                $"Queue name {name} and attribute FifoQueue disagree: the name of a FIFO queue ends with "
                    + $"{Queue.FifoSuffix}, and a queue with that name needs FifoQueue=true."
            );
        }

        QueueAttributeRules.Check(attributes, fifo);
        if (QueueTable.Find(transaction, name) is { } existing)
        {
            if (existing.Attributes.FirstDifference(attributes, fifo) is { } difference)
            {
                throw new AwsException(
                    "QueueNameExists",
                    "A queue already exists with the same name and a different value for attribute " + difference,
                    "QueueAlreadyExists"
                );
            }

            return;
        }

        var accepted = QueueAttributes.None.With(attributes);
        QueueAttributeRules.CheckTogether(accepted);
        redrive.Check(transaction, name, fifo, accepted);
        QueueTable.Insert(transaction, name, accepted, tags);
    }

    public Task<QueueUrlResponse> GetUrlAsync(
        GetQueueUrlRequest request,
        string address,
        CancellationToken cancellationToken
    )
    {
        var name = QueueNames.Check(request.QueueName);
        return commit.RunAsync(
            transaction => new QueueUrlResponse(names.Url(address, QueueTable.Get(transaction, name).Name)),
            cancellationToken
        );
    }

    public Task<ListQueuesResponse> ListAsync(
        ListQueuesRequest request,
        string address,
        CancellationToken cancellationToken
    ) =>
        commit.RunAsync(
            transaction =>
            {
                var page = Page.From(
                    request.MaxResults,
                    request.NextToken,
                    LargestPage,
                    (after, count) => QueueTable.List(transaction, request.QueueNamePrefix ?? "", after, count)
                );
                return new ListQueuesResponse([.. page.Items.Select(name => names.Url(address, name))], page.NextToken);
            },
            cancellationToken
        );

    public Task<ListSourceQueuesResponse> ListSourcesAsync(
        ListSourceQueuesRequest request,
        string address,
        CancellationToken cancellationToken
    )
    {
        var name = QueueNames.FromUrl(request.QueueUrl);
        return commit.RunAsync(
            transaction =>
            {
                var arn = names.Arn(QueueTable.Get(transaction, name).Name);
                var page = Page.From(
                    request.MaxResults,
                    request.NextToken,
                    LargestPage,
                    (after, count) => QueueTable.ListSources(transaction, arn, after, count)
                );
                return new ListSourceQueuesResponse(
                    [.. page.Items.Select(source => names.Url(address, source))],
                    page.NextToken
                );
            },
            cancellationToken
        );
    }

    public Task<Empty> DeleteAsync(QueueRequest request, CancellationToken cancellationToken) =>
        commit.ChangeQueueAsync(
            request.QueueUrl,
            (transaction, queue) =>
            {
                QueueTable.Delete(transaction, queue);
                transaction.AfterCommit(() =>
                {
                    inFlight.Forget(queue);
                    doorbells.Ring(queue.Id, int.MaxValue);
                    doorbells.Ring(Retention.Key, 1);
                });
            },
            cancellationToken
        );

    public Task<Empty> PurgeAsync(QueueRequest request, CancellationToken cancellationToken) =>
        commit.ChangeQueueAsync(
            request.QueueUrl,
            (transaction, queue) =>
            {
                if (queue.Purged + PurgeIntervalMs > transaction.Now)
                {
                    throw AwsException.Sqs(
                        "PurgeQueueInProgress",
                        $"Only one PurgeQueue operation on {queue.Name} is allowed every {PurgeIntervalMs / 1000} seconds."
                    );
                }

                QueueTable.Purge(transaction, queue);
                transaction.AfterCommit(() => doorbells.Ring(Retention.Key, 1));
            },
            cancellationToken
        );
}
