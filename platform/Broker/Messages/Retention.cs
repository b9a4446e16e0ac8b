using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>
/// Deletes what is no longer needed: expired messages, old deduplication ids, the backlogs of purged and deleted queues.
/// It sleeps until the next thing is due, and works in small steps so that other requests come in between.
/// </summary>
internal sealed class Retention(GroupCommit commit, Doorbells doorbells, TimeProvider time) : BackgroundService
{
    /// <summary>The doorbell of this service; queue ids start at 1.</summary>
    public const long Key = 0;

    private const int StepRows = 500;

    // Reads ignore what has expired, so deleting can wait and collect; without the wait a steady flow would wake it for each row.
    private const long CollectMs = 60_000;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Forever = Timeout.InfiniteTimeSpan;

    /// <summary>When a message sent at <paramref name="sent"/> should be deleted, Unix ms.</summary>
    public static long Due(long sent, Queue queue) => sent + queue.Attributes.RetentionMs + CollectMs;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var waiter = new Waiter();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await commit.RunAsync(transaction => Step(transaction, waiter), stoppingToken))
                {
                    await waiter.WaitAsync(Forever, time, stoppingToken);
                }
            }
            catch (AwsException e) when (e.Status == StatusCodes.Status503ServiceUnavailable)
            {
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    /// <returns>Whether there may be more to delete; otherwise <paramref name="waiter"/> waits for the next due time.</returns>
    private bool Step(Transaction transaction, Waiter waiter)
    {
        doorbells.Answer(waiter);
        if (DeleteSome(transaction))
        {
            return true;
        }

        doorbells.Enter(waiter, Key, NextDue(transaction));
        return false;
    }

    private bool DeleteSome(Transaction transaction)
    {
        if (QueueTable.FindRetiredBacklog(transaction) is { } backlog)
        {
            if (MessageTable.DeleteRetired(transaction, backlog, StepRows) < StepRows)
            {
                QueueTable.DeleteBacklog(transaction, backlog);
            }

            return true;
        }

        return DeduplicationTable.DeleteExpired(transaction, StepRows) == StepRows
            || QueueTable.All(transaction).Any(queue => DeleteExpired(transaction, queue) == StepRows);
    }

    private int DeleteExpired(Transaction transaction, Queue queue)
    {
        var deleted = MessageTable.DeleteExpired(transaction, queue, StepRows);
        if (deleted > 0 && queue.IsFifo)
        {
            // The next message of a group becomes the head.
            transaction.AfterCommit(() => doorbells.Ring(queue.Id, deleted));
        }

        return deleted;
    }

    private static long? NextDue(Transaction transaction)
    {
        var forgotten = DeduplicationTable.Oldest(transaction) + (2 * DeduplicationTable.WindowMs);
        var expired = QueueTable
            .All(transaction)
            .Select(queue => MessageTable.OldestSent(transaction, queue) is { } sent ? Due(sent, queue) : (long?)null)
            .Min();
        return forgotten is null || expired < forgotten ? expired : forgotten;
    }
}
