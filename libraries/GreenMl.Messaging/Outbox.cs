using System.Threading.Channels;
using GreenMl.Sql;
using MassTransit;

namespace GreenMl.Messaging;

/// <summary>
/// Changes a service's tables and says so on the bus, as one step: the messages are rows of the same transaction, and are
/// sent after it. A crash at any moment loses none and sends each at least once, always with the same message id.
/// </summary>
/// <param name="database">The service's database, with the tables of <see cref="MessagingSchema"/>.</param>
/// <param name="time">Dates the inbox.</param>
public sealed class Outbox(Database database, TimeProvider time)
{
    // The rows are the queue; the channel only says that there are some.
    private readonly Channel<bool> _doorbell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    internal Database Database => database;

    internal Inbox Inbox { get; } = new(time);

    /// <summary>Runs <paramref name="work"/> in one transaction together with the messages that it publishes or sends.</summary>
    /// <param name="work">Changes rows and adds messages. It must not wait for anything but the session.</param>
    /// <param name="cancellationToken">Rolls back.</param>
    /// <returns>What <paramref name="work"/> returns.</returns>
    public async Task<T> WriteAsync<T>(
        Func<SqlSession, OutgoingMessages, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        var messages = new OutgoingMessages(cause: null);
        var result = await database.WriteAsync(
            async session =>
            {
                var result = await work(session, messages);
                await OutboxTable.AddAsync(session, messages.All);
                return result;
            },
            cancellationToken
        );
        Ring(messages.All.Count);
        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}" />
    public Task WriteAsync(Func<SqlSession, OutgoingMessages, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(
            async (session, messages) =>
            {
                await work(session, messages);
                return true;
            },
            cancellationToken
        );

    /// <summary>
    /// Runs <paramref name="work"/> for a received message, once for each message id and consumer: the note that the message
    /// was seen is part of the same transaction. A repeated message changes nothing.
    /// </summary>
    /// <param name="received">The message; its cancellation token rolls back.</param>
    /// <param name="consumer">Names the consumer; every consumer of the service has its own name.</param>
    /// <param name="work">Changes rows and adds messages. It must not wait for anything but the session.</param>
    /// <returns>Whether <paramref name="work"/> ran.</returns>
    /// <exception cref="MessageException">The message has no id.</exception>
    public async Task<bool> WriteOnceAsync<TMessage>(
        ConsumeContext<TMessage> received,
        string consumer,
        Func<SqlSession, OutgoingMessages, Task> work
    )
        where TMessage : class
    {
        var messageId =
            received.GetOriginalMessageId()
            ?? throw new MessageException(typeof(TMessage), "It has no message id, so it cannot be processed once.");
        var messages = new OutgoingMessages(received);
        var isNew = await database.WriteAsync(
            async session =>
            {
                if (!await Inbox.TryAddAsync(session, messageId, consumer))
                {
                    return false;
                }

                await work(session, messages);
                await OutboxTable.AddAsync(session, messages.All);
                return true;
            },
            received.CancellationToken
        );
        Ring(messages.All.Count);
        return isNew;
    }

    /// <summary>Wakes the delivery when there is something to deliver.</summary>
    internal void Ring(int messages)
    {
        if (messages > 0)
        {
            _doorbell.Writer.TryWrite(true);
        }
    }

    /// <summary>Completes when somebody has rung since the last call.</summary>
    internal async Task WaitForRingAsync(CancellationToken cancellationToken) =>
        await _doorbell.Reader.ReadAsync(cancellationToken);

    /// <summary>As <see cref="WaitForRingAsync(CancellationToken)"/>, but no longer than <paramref name="longest"/>.</summary>
    internal async Task WaitForRingAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(WaitForRingAsync(end.Token), Task.Delay(longest, time, end.Token));
        await end.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
