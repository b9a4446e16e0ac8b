namespace GreenMl.Platform.Broker.Messages;

/// <summary>
/// Wakes those who wait for a key (a queue) to have something to do: at once when it is rung, or at the earliest due time
/// anyone expects. Nothing runs while nothing is due, and only keys with a waiter take memory.
/// </summary>
internal sealed class Doorbells(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Bell> _bells = [];

    /// <summary>Wakes up to <paramref name="count"/> waiters, the longest waiting first.</summary>
    public void Ring(long key, int count)
    {
        lock (_gate)
        {
            if (_bells.TryGetValue(key, out var bell))
            {
                Ring_NeedsLock(bell, count);
            }
        }
    }

    /// <summary>Wakes every waiter of <paramref name="key"/> at <paramref name="due"/> (Unix ms) unless an earlier time is set.</summary>
    public void Expect(long key, long due)
    {
        lock (_gate)
        {
            if (_bells.TryGetValue(key, out var bell))
            {
                Expect_NeedsLock(bell, due);
            }
        }
    }

    /// <summary>Lets <paramref name="waiter"/> wait. To miss nothing, call it in the transaction that found nothing.</summary>
    public void Enter(Waiter waiter, long key, long? due)
    {
        lock (_gate)
        {
            if (!_bells.TryGetValue(key, out var bell))
            {
                _bells.Add(key, bell = new Bell(key));
            }

            waiter.Enter(key, bell.Waiters);
            if (due is { } at)
            {
                Expect_NeedsLock(bell, at);
            }
        }
    }

    /// <summary>Takes <paramref name="waiter"/> out and counts its ring as used: it looks for itself now.</summary>
    public void Answer(Waiter waiter)
    {
        lock (_gate)
        {
            Leave_NeedsLock(waiter);
            waiter.Reset();
        }
    }

    /// <summary>Takes <paramref name="waiter"/> out for good. A ring it did not use goes to the next one.</summary>
    public void Leave(Waiter waiter)
    {
        lock (_gate)
        {
            Leave_NeedsLock(waiter);
            if (waiter.IsRung && _bells.TryGetValue(waiter.Key, out var bell))
            {
                Ring_NeedsLock(bell, 1);
            }
        }
    }

    private void Leave_NeedsLock(Waiter waiter)
    {
        if (_bells.TryGetValue(waiter.Key, out var bell) && waiter.TryLeave(bell.Waiters))
        {
            Remove_NeedsLock(bell);
        }
    }

    private void Ring_NeedsLock(Bell bell, int count)
    {
        while (count-- > 0 && bell.Waiters.First is { } first)
        {
            bell.Waiters.RemoveFirst();
            first.Value.Ring();
        }

        Remove_NeedsLock(bell);
    }

    private void Expect_NeedsLock(Bell bell, long due)
    {
        if (due >= bell.Due)
        {
            return;
        }

        var pause = TimeSpan.FromMilliseconds(Math.Max(0, due - time.GetUtcNow().ToUnixTimeMilliseconds()));
        bell.Due = due;
        bell.Timer ??= time.CreateTimer(OnDue, bell, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        bell.Timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private void OnDue(object? state)
    {
        var bell = (Bell)state!;
        lock (_gate)
        {
            bell.Due = long.MaxValue;
            Ring_NeedsLock(bell, bell.Waiters.Count);
        }
    }

    private void Remove_NeedsLock(Bell bell)
    {
        // A timer can fire for a bell that is gone; the key may have a new one by then.
        if (bell.Waiters.Count == 0 && _bells.GetValueOrDefault(bell.Key) == bell)
        {
            _bells.Remove(bell.Key);
            bell.Timer?.Dispose();
        }
    }

    private sealed class Bell(long key)
    {
        public long Key => key;

        public LinkedList<Waiter> Waiters { get; } = [];

        public long Due { get; set; } = long.MaxValue;

        public ITimer? Timer { get; set; }
    }
}
