using System.Globalization;
using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;
using static GreenMl.Platform.Broker.Queues.QueueAttributeNames;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>GetQueueAttributes and SetQueueAttributes.</summary>
internal sealed class QueueAttributeOperations(
    GroupCommit commit,
    QueueNames names,
    RedriveRules redrive,
    Doorbells doorbells
)
{
    public Task<QueueAttributesResponse> GetAsync(
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

    public Task<Empty> SetAsync(SetQueueAttributesRequest request, CancellationToken cancellationToken)
    {
        var changes = request.Attributes ?? throw AwsException.Missing("Attributes");
        return commit.ChangeQueueAsync(
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
                QueueAttributeRules.CheckTogether(changed.Attributes);
                redrive.Check(transaction, queue.Name, queue.IsFifo, changed.Attributes);
                QueueTable.SetAttributes(transaction, queue.Id, changed.Attributes);
                // A shorter retention or another dead-letter queue may make something due now.
                transaction.AfterCommit(() => doorbells.Ring(Retention.Key, 1));
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
}
