using System.Diagnostics;
using MassTransit;

namespace GreenMl.Messaging;

/// <summary>What one transaction wants to say: stored with it, sent after it.</summary>
public sealed class OutgoingMessages
{
    private readonly List<OutboxMessage> _messages = [];
    private readonly OutboxContext _context;

    internal OutgoingMessages(ConsumeContext? cause) =>
        _context = new OutboxContext
        {
            ConversationId = cause?.ConversationId,
            InitiatorId = cause?.CorrelationId ?? cause?.MessageId,
            TraceParent = Activity.Current?.Id,
        };

    /// <summary>The id of every message is chosen here and stays the same however often the message is sent.</summary>
    internal IReadOnlyList<OutboxMessage> All => _messages;

    /// <summary>Publishes an event to everyone who subscribed to its type.</summary>
    /// <param name="event">A record of the contracts; its own type decides the topic.</param>
    public void Publish(object @event) => Add(@event, destination: null);

    /// <summary>Sends a command to one queue.</summary>
    /// <param name="queue">The name of the queue.</param>
    /// <param name="command">A record of the contracts.</param>
    public void Send(string queue, object command)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        Add(command, $"queue:{queue}");
    }

    private void Add(object message, string? destination)
    {
        ArgumentNullException.ThrowIfNull(message);
        _messages.Add(OutboxMessage.Create(NewId.NextGuid(), message, message.GetType(), destination, _context));
    }
}
