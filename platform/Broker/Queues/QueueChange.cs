using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>What every change of one queue has in common.</summary>
internal static class QueueChange
{
    extension(GroupCommit commit)
    {
        /// <exception cref="AwsException">NonExistentQueue, or what <paramref name="change"/> refused.</exception>
        public Task<Empty> ChangeQueueAsync(
            string? url,
            Action<Transaction, Queue> change,
            CancellationToken cancellationToken
        )
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
    }
}
