using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>ReceiveMessage: short and long polling.</summary>
internal sealed class Receiving(
    GroupCommit commit,
    Doorbells doorbells,
    DeadLetters deadLetters,
    InFlightLimit inFlight,
    QueueNames names,
    IHostApplicationLifetime lifetime,
    TimeProvider time
)
{
    private const int MostMessages = 10;
    private const int LongestWaitSeconds = 20;
    private const int LongestHideSeconds = 43_200;

    public async Task<ReceiveMessageResponse> ReceiveAsync(
        ReceiveMessageRequest request,
        CancellationToken cancellationToken
    )
    {
        var order = Order.From(request);
        var start = time.GetTimestamp();
        var waiter = new Waiter();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            lifetime.ApplicationStopping
        );
        try
        {
            while (true)
            {
                var elapsed = time.GetElapsedTime(start);
                var taken = await commit.RunAsync(
                    transaction => Take(transaction, order, elapsed, waiter),
                    cancellationToken
                );
                if (taken.Messages.Count > 0 || taken.Wait <= TimeSpan.Zero)
                {
                    return new ReceiveMessageResponse(taken.Messages.Count > 0 ? taken.Messages : null);
                }

                await WaitAsync(waiter, taken.Wait, stop.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The broker stops: the client asks again after the restart.
            return new ReceiveMessageResponse(null);
        }
        finally
        {
            doorbells.Leave(waiter);
        }
    }

    private async Task WaitAsync(Waiter waiter, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.WaitAsync(wait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Looking once more at the end costs little and misses no message that arrived just now.
        }
    }

    private Taken Take(Transaction transaction, Order order, TimeSpan elapsed, Waiter waiter)
    {
        doorbells.Answer(waiter);
        var queue = QueueTable.Get(transaction, order.QueueName);
        var waitSeconds = order.WaitSeconds ?? queue.Attributes.WaitTimeSeconds;
        var wait = TimeSpan.FromSeconds(waitSeconds) - elapsed;
        deadLetters.DropExpired(transaction, queue);
        var allowed = inFlight.Allowed(transaction, queue, order.Count);
        if (allowed == 0 && waitSeconds == 0 && !queue.IsFifo)
        {
            throw new AwsException("OverLimit", $"Queue {queue.Name} has the most messages in flight it can have.");
        }

        var messages = Receive(transaction, queue, order, allowed, out var mayHaveMore);
        if (messages.Count == 0 && wait > TimeSpan.Zero)
        {
            var due = mayHaveMore ? transaction.Now : MessageTable.NextDue(transaction, queue);
            doorbells.Enter(waiter, queue.Id, due);
        }

        return new Taken(messages, wait);
    }

    private List<ReceivedMessage> Receive(
        Transaction transaction,
        Queue queue,
        Order order,
        int allowed,
        out bool mayHaveMore
    )
    {
        var due = deadLetters.ListDeliverable(transaction, queue, allowed, out mayHaveMore);
        var visible = transaction.Now + (1000L * (order.HideSeconds ?? queue.Attributes.VisibilityTimeoutSeconds));
        List<ReceivedMessage> messages = [];
        var bytes = 0;
        foreach (var message in due)
        {
            // Any one message fits; several stop at the limit of a batch, so the memory of a receive is bounded.
            if (messages.Count > 0 && bytes + message.SizeBytes > QueueAttributes.LargestMessage)
            {
                break;
            }

            bytes += message.SizeBytes;
            messages.Add(order.Describe(names.Account, queue, MessageTable.Receive(transaction, message.Id, visible)));
        }

        if (messages.Count > 0)
        {
            inFlight.Count(queue, messages.Count);
            transaction.AfterCommit(() => doorbells.Expect(queue.Id, visible));
        }

        return messages;
    }

    private readonly record struct Taken(List<ReceivedMessage> Messages, TimeSpan Wait);

    /// <summary>What a checked request asks for.</summary>
    private sealed record Order(
        string QueueName,
        int Count,
        int? WaitSeconds,
        int? HideSeconds,
        ReceivedAttributes Attributes
    )
    {
        public static Order From(ReceiveMessageRequest request)
        {
            var name = QueueNames.FromUrl(request.QueueUrl);
            if (request.ReceiveRequestAttemptId is { } attempt)
            {
                throw AwsException.InvalidValue(
                    attempt,
                    "ReceiveRequestAttemptId",
                    "this endpoint keeps no receive attempts; leave it out and let the visibility timeout pass instead."
                );
            }

            var count = request.MaxNumberOfMessages ?? 1;
            Check(count, "MaxNumberOfMessages", 1, MostMessages);
            Check(request.WaitTimeSeconds ?? 0, "WaitTimeSeconds", 0, LongestWaitSeconds);
            Check(request.VisibilityTimeout ?? 0, "VisibilityTimeout", 0, LongestHideSeconds);
            return new Order(
                name,
                count,
                request.WaitTimeSeconds,
                request.VisibilityTimeout,
                ReceivedAttributes.From(request)
            );
        }

        public ReceivedMessage Describe(string account, Queue queue, StoredMessage message)
        {
            var attributes = Attributes.Select(message.AttributesJson);
            return new ReceivedMessage(
                message.MessageId,
                new ReceiptHandle(queue.Id, message.Id, message.Receives).ToString(),
                MessageBody.Md5(message.Body),
                message.Body,
                Attributes.SelectSystem(account, queue, message),
                attributes is null ? null : MessageAttributes.Md5(attributes),
                attributes
            );
        }

        private static void Check(int value, string parameter, int least, int most)
        {
            if (value < least || value > most)
            {
                throw AwsException.InvalidValue(value, parameter, $"Must be between {least} and {most}, if provided.");
            }
        }
    }
}
