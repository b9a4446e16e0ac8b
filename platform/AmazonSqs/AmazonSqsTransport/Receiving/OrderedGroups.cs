namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>
/// Runs the messages of a FIFO group one after the other. When one of them goes back to the queue, those received behind it must go
/// back, too: consuming them would overtake it.
/// </summary>
internal sealed class OrderedGroups
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<bool>> _tails = new(StringComparer.Ordinal);

    /// <summary>Queues the work of one message.</summary>
    /// <param name="group">The message group.</param>
    /// <param name="consume">Consumes the message; false when it goes back to the queue.</param>
    /// <param name="giveBack">Gives the message back without consuming it.</param>
    public async Task RunAsync(string group, Func<Task<bool>> consume, Func<Task> giveBack)
    {
        Task<bool> own;
        lock (_gate)
        {
            var previous = _tails.GetValueOrDefault(group, Task.FromResult(true));
            own = FollowAsync(previous, consume, giveBack);
            _tails[group] = own;
        }

        await ((Task)own).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (_tails.TryGetValue(group, out var tail) && tail == own)
            {
                _tails.Remove(group);
            }
        }
    }

    private static async Task<bool> FollowAsync(Task<bool> previous, Func<Task<bool>> consume, Func<Task> giveBack)
    {
        // Leaves the lock before any work starts.
        await Task.Yield();
        await ((Task)previous).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (previous.IsCompletedSuccessfully && await previous)
        {
            return await consume();
        }

        await giveBack();
        return false;
    }
}
