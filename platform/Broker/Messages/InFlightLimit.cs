using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>
/// How many messages of a queue may be in flight. Counting reads an index entry for each, so a queue is counted only when
/// the last count plus everything received since then could reach the limit. Used by the writer alone.
/// </summary>
internal sealed class InFlightLimit(IOptions<BrokerOptions> options)
{
    private readonly Dictionary<long, int> _mostPossible = [];

    /// <summary>How many of <paramref name="wanted"/> messages may be received now.</summary>
    public int Allowed(Transaction transaction, Queue queue, int wanted)
    {
        var limit = Limit(queue);
        if (_mostPossible.GetValueOrDefault(queue.Id, limit) + wanted > limit)
        {
            _mostPossible[queue.Id] = MessageTable.CountInFlight(transaction, queue);
        }

        return Math.Clamp(limit - _mostPossible[queue.Id], 0, wanted);
    }

    /// <summary>Counts what has been received.</summary>
    public void Count(Queue queue, int received) => _mostPossible[queue.Id] += received;

    /// <summary>Whether receives may wait for a message in flight to be deleted.</summary>
    public bool IsReached(Queue queue) => _mostPossible.GetValueOrDefault(queue.Id) >= Limit(queue);

    public void Forget(Queue queue) => _mostPossible.Remove(queue.Id);

    private int Limit(Queue queue) => queue.IsFifo ? options.Value.MaxInFlightFifo : options.Value.MaxInFlight;
}
