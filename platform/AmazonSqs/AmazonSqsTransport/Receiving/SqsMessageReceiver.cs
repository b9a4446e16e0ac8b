using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS.Model;
using MassTransit.AmazonSqsTransport.Configuration;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.AmazonSqsTransport.Sending;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>
/// The loop of an endpoint: declare, then one long poll after the other until the stop. While idle it does nothing but wait for the
/// answer of that poll; a failure is reported as the health of the endpoint and tried again with a growing delay.
/// </summary>
#pragma warning disable CA1001 // The core never disposes an agent, and a semaphore without a wait handle holds nothing.
internal sealed class SqsMessageReceiver : ConsumerAgent<string>, ReceiveTransportHandle
#pragma warning restore CA1001
{
    private const int MaxMessagesPerCall = 10;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(30);

    // The longest time that SQS keeps a message hidden.
    private static readonly TimeSpan MaxHidden = TimeSpan.FromHours(12);

    private readonly AmazonSqsReceiveEndpointConfiguration _endpoint;
    private readonly SqsReceiveEndpointContext _context;
    private readonly EndpointTopology _topology;
    private readonly ReceiverContext _receiver;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly OrderedGroups _groups = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly ConcurrentDictionary<string, SqsMessageLock> _held = new(StringComparer.Ordinal);
    private bool _purge;

    public SqsMessageReceiver(AmazonSqsReceiveEndpointConfiguration endpoint, SqsReceiveEndpointContext context)
        : base(context, StringComparer.Ordinal)
    {
        (_endpoint, _context, _time, _purge) = (endpoint, context, endpoint.Host.Time, endpoint.Purge);
        _topology = new EndpointTopology(endpoint);
        _receiver = new ReceiverContext(endpoint.InputAddress, endpoint.Host.Outage, _time, Stopping);
        _slots = new SemaphoreSlim(endpoint.Concurrency);
        SetReady();
        TrySetConsumeTask(Task.Run(RunAsync));
    }

    Task ReceiveTransportHandle.Stop(CancellationToken cancellationToken) =>
        this.Stop("Stop Receive Transport", cancellationToken);

    protected override async Task ActiveAndActualAgentsCompleted(StopContext context)
    {
        await base.ActiveAndActualAgentsCompleted(context);
        await Task.WhenAll(_running.Keys)
            .WaitAsync(context.CancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await _topology.RemoveTemporaryAsync(context.CancellationToken);
        }
        catch (Exception e)
            when (e is AmazonServiceException or OperationCanceledException || OutageRideOut.IsOutage(e))
        {
            _context.LogContext.Logger.QueueNotDeleted(_endpoint.Queue.Name, e);
        }

        await _context.TransportObservers.NotifyCompleted(_context.InputAddress, this);
    }

    private async Task RunAsync()
    {
        LogContext.Current = _context.LogContext;
        var seed = HashCode.Combine(Environment.ProcessId, _endpoint.Queue.Name);
        var backoff = new Backoff(FirstRetryDelay, MaxRetryDelay, seed);
        while (!IsStopping)
        {
            try
            {
                var queue = await PrepareAsync();
                await ReceiveAsync(queue, backoff);
            }
            catch (Exception e) when (!IsStopping)
            {
                await ReportAsync(e, backoff.Next());
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<SqsQueue> PrepareAsync()
    {
        await _topology.DeclarePublishedTopicsAsync(Stopping);
        // The queue of the bus endpoint is made only when something, such as a request client, connects to it.
        if (!_context.ReceivePipe.Connected.IsCompleted)
        {
            await _context.TransportObservers.NotifyReady(_context.InputAddress, isStarted: false);
            await _context.ReceivePipe.Connected.WaitAsync(Stopping);
        }

        var queue = await _topology.DeclareAsync(Stopping);
        await _context.DependenciesReady.WaitAsync(Stopping);
        if (_purge)
        {
            await queue.PurgeAsync(Stopping);
            _purge = false;
        }

        await _context.TransportObservers.NotifyReady(_context.InputAddress);
        return queue;
    }

    private async Task ReportAsync(Exception exception, TimeSpan delay)
    {
        if (
            exception
            is QueueDoesNotExistException
                or AmazonSimpleNotificationServiceException { ErrorCode: "NotFound" }
        )
        {
            _topology.Forget();
        }

        var fault = _context.ConvertException(exception, "Receiving failed from");
        await _context.TransportObservers.NotifyFaulted(_context.InputAddress, fault);
        // Where an endpoint is down, a stack trace every few seconds says nothing more.
        var detail = OutageRideOut.IsOutage(exception) ? null : exception;
        _context.LogContext.Logger.ReceiveFailed(_context.InputAddress, delay, exception.Message, detail);
        await Task.Delay(delay, _time, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ReceiveAsync(SqsQueue queue, Backoff backoff)
    {
        if (_endpoint.Host.DeployTopologyOnly)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, Stopping);
        }

        while (!IsStopping)
        {
            var slots = await TakeSlotsAsync();
            IReadOnlyList<Message> messages = [];
            try
            {
                messages = await queue.ReceiveAsync(slots, _endpoint.ReceiveWait, Stopping);
                backoff.Reset();
            }
            finally
            {
                if (slots > messages.Count)
                {
                    _slots.Release(slots - messages.Count);
                }
            }

            foreach (var message in messages)
            {
                Start(queue, message);
            }
        }
    }

    // Every message that a call may return has its slot before the call.
    private async Task<int> TakeSlotsAsync()
    {
        await _slots.WaitAsync(Stopping);
        var slots = 1;
        while (slots < MaxMessagesPerCall && await _slots.WaitAsync(TimeSpan.Zero))
        {
            slots++;
        }

        return slots;
    }

    private void Start(SqsQueue queue, Message message)
    {
        if (_held.TryGetValue(message.MessageId, out var earlier) && earlier.TryAdopt(message.ReceiptHandle))
        {
            _slots.Release();
            return;
        }

        var held = new SqsMessageLock(queue, message, _receiver);
        _held[message.MessageId] = held;
        var group = _endpoint.Ordered ? message.SystemAttribute("MessageGroupId") : null;
        var task = group is null
            ? Task.Run(() => ConsumeAsync(message, held))
            : _groups.RunAsync(group, () => ConsumeAsync(message, held), () => held.ReturnAsync(TimeSpan.Zero));
        _running[task] = 0;
        _ = task.ContinueWith(x => End(x, message, held), TaskScheduler.Default);
    }

    private void End(Task task, Message message, SqsMessageLock held)
    {
        _running.TryRemove(task, out _);
        _held.TryRemove(new(message.MessageId, held));
        _slots.Release();
    }

    /// <summary>True when the message was consumed, or moved, and deleted; false when it is back in the queue.</summary>
    private async Task<bool> ConsumeAsync(Message message, SqsMessageLock held)
    {
        if (IsStopping)
        {
            await held.ReturnAsync(TimeSpan.Zero);
            return false;
        }

        if (TimeUntilDue(message) is { } wait)
        {
            await held.ReturnAsync(wait);
            return false;
        }

        using var received = new SqsReceiveContext(message, _context);
        try
        {
            // The core treats a second delivery under one key as part of the first and would leave its lock open.
            await Dispatch(message.ReceiptHandle, received, held);
        }
        catch (Exception e) when (e is not OperationCanceledException || !IsStopping)
        {
            received.LogTransportFaulted(e);
        }
        catch (OperationCanceledException e)
        {
            _context.LogContext.Logger.ConsumerStopped(message.MessageId, _endpoint.Queue.Name, e);
        }

        return held.IsCompleted;
    }

    private TimeSpan? TimeUntilDue(Message message)
    {
        if (!long.TryParse(message.Attribute(MessageAttributes.NotBefore), out var due))
        {
            return null;
        }

        var seconds = Math.Ceiling((due - _time.GetUtcNow().ToUnixTimeMilliseconds()) / 1000.0);
        return seconds <= 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, MaxHidden.TotalSeconds));
    }
}
