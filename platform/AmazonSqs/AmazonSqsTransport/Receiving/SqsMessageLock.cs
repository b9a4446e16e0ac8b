using Amazon.SQS;
using Amazon.SQS.Model;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.AmazonSqsTransport.Sending;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>
/// Holds one received message: renews its visibility timeout when two thirds of it have passed, deletes it when it is consumed, and
/// gives it back when it is not.
/// </summary>
internal sealed class SqsMessageLock : ReceiveLockContext
{
    // A message that cannot be consumed comes back at once, but not in a tight loop.
    private static readonly TimeSpan RedeliveryDelay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RenewalRetryDelay = TimeSpan.FromSeconds(1);

    private readonly SqsQueue _queue;
    private readonly string _messageId;
    private readonly ReceiverContext _receiver;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _settling = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _renewal;
    private string _receiptHandle;
    private bool _lost;

    public SqsMessageLock(SqsQueue queue, Message message, ReceiverContext receiver)
    {
        (_queue, _messageId, _receiptHandle, _receiver) = (queue, message.MessageId, message.ReceiptHandle, receiver);
        _renewal = RenewAsync();
    }

    /// <summary>Whether the message was deleted: it will not come back.</summary>
    public bool IsCompleted { get; private set; }

    private string ReceiptHandle
    {
        get
        {
            lock (_gate)
            {
                return _receiptHandle;
            }
        }
    }

    private bool Lost
    {
        get
        {
            lock (_gate)
            {
                return _lost;
            }
        }
        set
        {
            lock (_gate)
            {
                _lost = value;
            }
        }
    }

    /// <summary>
    /// Takes over a second delivery of the message that is being consumed, after its visibility timeout ran out. False when it is being
    /// deleted or given back already: then the second delivery is a message of its own.
    /// </summary>
    public bool TryAdopt(string receiptHandle)
    {
        lock (_gate)
        {
            if (_settling.Task.IsCompleted)
            {
                return false;
            }

            (_receiptHandle, _lost) = (receiptHandle, false);
            return true;
        }
    }

    public async Task Complete()
    {
        await EndRenewalAsync();
        await _receiver.Outage.RunAsync(
            () => _queue.DeleteMessageAsync(ReceiptHandle, CancellationToken.None),
            _queue.Name,
            _receiver.Stopping
        );
        IsCompleted = true;
    }

    public Task Faulted(Exception exception) => ReturnAsync(RedeliveryDelay);

    public Task ValidateLockStatus() =>
        Lost
            ? throw new TransportException(
                _receiver.InputAddress,
                $"Message {_messageId} is no longer held: its visibility timeout could not be renewed."
            )
            : Task.CompletedTask;

    /// <summary>Gives the message back to the queue, which delivers it again after <paramref name="delay"/>.</summary>
    public async Task ReturnAsync(TimeSpan delay)
    {
        await EndRenewalAsync();
        if (Lost)
        {
            return;
        }

        try
        {
            await _queue.HideAsync(ReceiptHandle, delay, CancellationToken.None);
        }
        catch (Exception e) when (e is AmazonSQSException || OutageRideOut.IsOutage(e))
        {
            LogContext.Current?.Logger.NotReturned(_messageId, _queue.Name, e);
        }
    }

    private async Task EndRenewalAsync()
    {
        lock (_gate)
        {
            _settling.TrySetResult();
        }

        await _renewal;
    }

    private async Task RenewAsync()
    {
        var timeout = TimeSpan.FromSeconds(Math.Max(1, _queue.VisibilityTimeout.TotalSeconds));
        var delay = timeout * 2 / 3;
        while (await WaitAsync(delay))
        {
            delay = await TryRenewAsync(timeout) ? timeout * 2 / 3 : RenewalRetryDelay;
        }
    }

    private async Task<bool> WaitAsync(TimeSpan delay)
    {
        await _settling.Task.WaitAsync(delay, _receiver.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_settling.Task.IsCompleted;
    }

    private async Task<bool> TryRenewAsync(TimeSpan timeout)
    {
        try
        {
            await _queue.HideAsync(ReceiptHandle, timeout, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (OutageRideOut.IsOutage(e))
        {
            LogContext.Current?.Logger.RenewalFailed(_messageId, _queue.Name, RenewalRetryDelay, e.Message);
            return false;
        }
        catch (AmazonSQSException e)
        {
            // The timeout ran out, or twelve hours are over, the longest that SQS keeps a message hidden. Should the queue deliver
            // the message again, this lock adopts it.
            Lost = true;
            LogContext.Current?.Logger.LockLost(_messageId, _queue.Name, e);
            return true;
        }
    }
}
