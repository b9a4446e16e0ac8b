using System.Globalization;
using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;
using static GreenMl.Platform.Broker.Queues.QueueAttributeNames;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>The SQS operations on queues themselves.</summary>
internal sealed class QueueOperations(GroupCommit commit, QueueNames names, Doorbells doorbells, InFlightLimit inFlight)
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
        if (fifo != (attributes.GetValueOrDefault(FifoQueue) == "true"))
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
        CheckTogether(transaction, name, fifo, accepted);
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
        ChangeAsync(
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
        ChangeAsync(
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

    public Task<QueueAttributesResponse> GetAttributesAsync(
        GetQueueAttributesRequest request,
        CancellationToken cancellationToken
    )
    {
        var name = QueueNames.FromUrl(request.QueueUrl);
        var wanted = request.AttributeNames ?? [];
        return commit.RunAsync(
            transaction =>
            {
                var all = Describe(transaction, QueueTable.Get(transaction, name), wanted);
                if (wanted.FirstOrDefault(one => one != All && !QueueAttributeRules.IsKnown(one)) is { } unknown)
                {
                    throw new AwsException("InvalidAttributeName", $"Unknown Attribute {unknown}.");
                }

                var chosen = all.Where(pair => wanted.Contains(All) || wanted.Contains(pair.Key))
                    .ToDictionary(StringComparer.Ordinal);
                return new QueueAttributesResponse(chosen.Count == 0 ? null : chosen);
            },
            cancellationToken
        );
    }

    public Task<Empty> SetAttributesAsync(SetQueueAttributesRequest request, CancellationToken cancellationToken)
    {
        var changes = request.Attributes ?? throw AwsException.Missing("Attributes");
        return ChangeAsync(
            request.QueueUrl,
            (transaction, queue) =>
            {
                QueueAttributeRules.Check(changes, queue.IsFifo);
                if (changes.ContainsKey(FifoQueue))
                {
                    throw new AwsException(
                        "InvalidAttributeName",
                        $"Attribute {FifoQueue} can be set only at creation."
                    );
                }

                var changed = queue with { Attributes = queue.Attributes.With(changes) };
                CheckTogether(transaction, queue.Name, queue.IsFifo, changed.Attributes);
                QueueTable.SetAttributes(transaction, queue.Id, changed.Attributes);
                // A shorter retention or another dead-letter queue may make something due now.
                transaction.AfterCommit(() => doorbells.Ring(Retention.Key, 1));
            },
            cancellationToken
        );
    }

    public Task<Empty> TagAsync(TagQueueRequest request, CancellationToken cancellationToken)
    {
        var added = request.Tags ?? throw AwsException.Missing("Tags");
        return ChangeTagsAsync(
            request.QueueUrl,
            tags => ResourceTags.CheckQueueTags(ResourceTags.Merge(tags, added)),
            cancellationToken
        );
    }

    public Task<Empty> UntagAsync(UntagQueueRequest request, CancellationToken cancellationToken)
    {
        var removed = request.TagKeys ?? throw AwsException.Missing("TagKeys");
        return ChangeTagsAsync(request.QueueUrl, tags => ResourceTags.Without(tags, removed), cancellationToken);
    }

    public Task<QueueTagsResponse> ListTagsAsync(QueueRequest request, CancellationToken cancellationToken)
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

    private Task<Empty> ChangeTagsAsync(
        string? url,
        Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            url,
            (transaction, queue) => QueueTable.SetTags(transaction, queue.Id, change(queue.Tags)),
            cancellationToken
        );

    private Task<Empty> ChangeAsync(string? url, Action<Transaction, Queue> change, CancellationToken cancellationToken)
    {
        var name = QueueNames.FromUrl(url);
        return commit.RunAsync(
            transaction =>
            {
                change(transaction, QueueTable.Get(transaction, name));
                return new Empty();
            },
            cancellationToken
        );
    }

    private SortedDictionary<string, string> Describe(Transaction transaction, Queue queue, List<string> wanted)
    {
        var all = queue.Attributes.WithDefaults(queue.IsFifo);
        all[QueueArn] = names.Arn(queue.Name);
        all[CreatedTimestamp] = Text(queue.Created / 1000);
        all[LastModifiedTimestamp] = Text(queue.Modified / 1000);
        // Counting reads every index entry of the queue: only for those who ask.
        if (wanted.Exists(name => name == All || name.StartsWith("Approximate", StringComparison.Ordinal)))
        {
            var counts = MessageTable.Count(transaction, queue);
            all[ApproximateNumberOfMessages] = Text(counts.Available);
            all[ApproximateNumberOfMessagesNotVisible] = Text(counts.NotVisible);
            all[ApproximateNumberOfMessagesDelayed] = Text(counts.Delayed);
        }

        return all;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void CheckTogether(Transaction transaction, string name, bool fifo, QueueAttributes attributes)
    {
        QueueAttributeRules.CheckTogether(attributes);
        if (attributes.Redrive is not { } redrive)
        {
            return;
        }

        var text = attributes.Values[QueueAttributeNames.RedrivePolicy];
        var target = names.FromArn(redrive.DeadLetterTargetArn) is { } targetName
            ? QueueTable.Find(transaction, targetName)
            : null;
        if (target is null)
        {
            throw Queues.RedrivePolicy.Invalid(text, "Dead letter target does not exist.");
        }

        if (target.IsFifo != fifo)
        {
            throw Queues.RedrivePolicy.Invalid(
                text,
                "Dead-letter queue must be same type of queue as the source queue."
            );
        }

        if (!target.Attributes.AllowsRedriveFrom(names.Arn(name)))
        {
            throw Queues.RedrivePolicy.Invalid(
                text,
                $"The RedriveAllowPolicy of {target.Name} does not allow {name} as a source queue."
            );
        }
    }
}
