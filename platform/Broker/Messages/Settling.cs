using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>DeleteMessage and ChangeMessageVisibility, each alone and in batches.</summary>
internal sealed class Settling(GroupCommit commit, Doorbells doorbells, InFlightLimit inFlight)
{
    private const int LongestHideSeconds = 43_200;

    public Task<Empty> DeleteAsync(DeleteMessageRequest request, CancellationToken cancellationToken) =>
        commit.ChangeQueueAsync(
            request.QueueUrl,
            (transaction, queue) => Delete(transaction, queue, request.ReceiptHandle),
            cancellationToken
        );

    public Task<BatchResponse<BatchId>> DeleteBatchAsync(
        BatchRequest<DeleteEntry> request,
        CancellationToken cancellationToken
    )
    {
        var name = QueueNames.FromUrl(request.QueueUrl);
        var entries = Batch.Check(request.Entries);
        return commit.RunAsync(
            transaction =>
            {
                var queue = QueueTable.Get(transaction, name);
                return Batch.Run(
                    entries,
                    entry =>
                    {
                        Delete(transaction, queue, entry.ReceiptHandle);
                        return new BatchId(entry.Id!);
                    }
                );
            },
            cancellationToken
        );
    }

    public Task<Empty> ChangeVisibilityAsync(ChangeVisibilityRequest request, CancellationToken cancellationToken) =>
        commit.ChangeQueueAsync(
            request.QueueUrl,
            (transaction, queue) =>
                ChangeVisibility(transaction, queue, request.ReceiptHandle, request.VisibilityTimeout),
            cancellationToken
        );

    public Task<BatchResponse<BatchId>> ChangeVisibilityBatchAsync(
        BatchRequest<VisibilityEntry> request,
        CancellationToken cancellationToken
    )
    {
        var name = QueueNames.FromUrl(request.QueueUrl);
        var entries = Batch.Check(request.Entries);
        return commit.RunAsync(
            transaction =>
            {
                var queue = QueueTable.Get(transaction, name);
                return Batch.Run(
                    entries,
                    entry =>
                    {
                        ChangeVisibility(transaction, queue, entry.ReceiptHandle, entry.VisibilityTimeout);
                        return new BatchId(entry.Id!);
                    }
                );
            },
            cancellationToken
        );
    }

    /// <summary>A stale receipt deletes nothing and is no error: the message belongs to a later receiver.</summary>
    private void Delete(Transaction transaction, Queue queue, string? receipt)
    {
        var handle = Parse(queue, receipt);
        if (MessageTable.Delete(transaction, queue, handle) && (queue.IsFifo || inFlight.IsReached(queue)))
        {
            transaction.AfterCommit(() => doorbells.Ring(queue.Id, 1));
        }
    }

    private void ChangeVisibility(Transaction transaction, Queue queue, string? receipt, int? seconds)
    {
        var handle = Parse(queue, receipt);
        var hide = seconds ?? throw AwsException.Missing("VisibilityTimeout");
        if (hide is < 0 or > LongestHideSeconds)
        {
            throw AwsException.InvalidValue(
                hide,
                "VisibilityTimeout",
                $"VisibilityTimeout must be an integer between 0 and {LongestHideSeconds}."
            );
        }

        var (visible, received) =
            MessageTable.FindReceived(transaction, queue, handle)
            ?? throw AwsException.InvalidValue(
                receipt!,
                "ReceiptHandle",
                "Message does not exist or is not available for visibility timeout change."
            );
        if (visible <= transaction.Now)
        {
            throw AwsException.Sqs("MessageNotInflight", "The specified message isn't in flight.");
        }

        var due = transaction.Now + (hide * 1000L);
        if (due > received + (LongestHideSeconds * 1000L))
        {
            throw AwsException.InvalidValue(
                hide,
                "VisibilityTimeout",
                $"Total VisibilityTimeout for the message is beyond the limit [{LongestHideSeconds} seconds]."
            );
        }

        MessageTable.SetVisible(transaction, handle.Message, due);
        transaction.AfterCommit(() =>
        {
            if (hide == 0)
            {
                doorbells.Ring(queue.Id, 1);
            }
            else
            {
                doorbells.Expect(queue.Id, due);
            }
        });
    }

    private static ReceiptHandle Parse(Queue queue, string? receipt) =>
        string.IsNullOrEmpty(receipt) ? throw AwsException.Missing("ReceiptHandle")
        : ReceiptHandle.TryParse(receipt, out var handle) && handle.Queue == queue.Id ? handle
        : throw new AwsException(
            "ReceiptHandleIsInvalid",
            $"The input receipt handle \"{receipt}\" is not a valid receipt handle of queue {queue.Name}."
        );
}
