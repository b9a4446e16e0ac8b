namespace GreenMl.Platform.Broker.Messages;

/// <summary>One who waits at a <see cref="Doorbells">doorbell</see>, one wait after another. Its state belongs to the doorbells' lock.</summary>
internal sealed class Waiter
{
    private TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkedListNode<Waiter>? _place;

    public long Key { get; private set; }

    public bool IsRung => _rung.Task.IsCompleted;

    /// <summary>Waits for the ring; throws <see cref="OperationCanceledException"/> or <see cref="TimeoutException"/>.</summary>
    public Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) =>
        _rung.Task.WaitAsync(timeout, time, cancellationToken);

    internal void Enter(long key, LinkedList<Waiter> waiters)
    {
        Key = key;
        _place = waiters.AddLast(this);
    }

    internal void Reset()
    {
        if (IsRung)
        {
            _rung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    internal void Ring()
    {
        _place = null;
        _rung.TrySetResult();
    }

    /// <summary>False when it had been rung before, or never entered.</summary>
    internal bool TryLeave(LinkedList<Waiter> waiters)
    {
        if (_place is not { } place)
        {
            return false;
        }

        waiters.Remove(place);
        _place = null;
        return true;
    }
}
