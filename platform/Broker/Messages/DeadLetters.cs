using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>Takes out of a queue what must not be delivered any more, when a receive finds it.</summary>
internal sealed class DeadLetters(QueueNames names, Doorbells doorbells)
{
    // Bounds the time of one receive; what is left is handled by the next one.
    private const int MostRounds = 20;
    private const int ExpiredRows = 100;

    public void DropExpired(Transaction transaction, Queue queue) =>
        MessageTable.DeleteExpired(transaction, queue, ExpiredRows);

    /// <summary>
    /// The next due messages, at most <paramref name="count"/>. Those that were received too often move to the
    /// dead-letter queue; without one that takes them they are delivered again rather than lost.
    /// <paramref name="mayHaveMore"/> tells that the search ended early.
    /// </summary>
    public List<DueMessage> ListDeliverable(Transaction transaction, Queue queue, int count, out bool mayHaveMore)
    {
        mayHaveMore = false;
        if (count == 0)
        {
            return [];
        }

        var redrive = queue.Attributes.Redrive;
        if (redrive is null || FindTarget(transaction, queue, redrive) is not { } target)
        {
            return MessageTable.ListDue(transaction, queue, count);
        }

        for (var round = 0; round < MostRounds; round++)
        {
            var due = MessageTable.ListDue(transaction, queue, count);
            var exhausted = due.Where(message => message.Receives >= redrive.MaxReceiveCount).ToList();
            if (exhausted.Count == 0)
            {
                return due;
            }

            Move(transaction, queue, target, exhausted);
        }

        mayHaveMore = true;
        return [];
    }

    private Queue? FindTarget(Transaction transaction, Queue queue, RedrivePolicy redrive) =>
        names.FromArn(redrive.DeadLetterTargetArn) is { } name
        && QueueTable.Find(transaction, name) is { } target
        && target.Attributes.AllowsRedriveFrom(names.Arn(queue.Name))
            ? target
            : null;

    private void Move(Transaction transaction, Queue queue, Queue target, List<DueMessage> messages)
    {
        foreach (var message in messages)
        {
            MessageTable.MoveToDeadLetters(transaction, message.Id, target, names.Arn(queue.Name));
        }

        var expires = Retention.Due(transaction.Now, target);
        transaction.AfterCommit(() =>
        {
            doorbells.Ring(target.Id, messages.Count);
            // In a FIFO queue the next messages of the groups are due now.
            doorbells.Ring(queue.Id, messages.Count);
            doorbells.Expect(Retention.Key, expires);
        });
    }
}
