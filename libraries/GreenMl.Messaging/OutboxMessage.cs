using System.Collections.Frozen;
using System.Text.Json;
using MassTransit;

namespace GreenMl.Messaging;

/// <summary>A message that waits for its delivery.</summary>
/// <param name="MessageId">Chosen once: every send of the row carries it.</param>
/// <param name="Type">The .NET type; see <see cref="NameOf"/>.</param>
/// <param name="Destination">The address of a queue or topic; null publishes.</param>
/// <param name="Body">The message as JSON.</param>
/// <param name="Context">An <see cref="OutboxContext"/> as JSON.</param>
internal sealed record OutboxMessage(Guid MessageId, string Type, string? Destination, string Body, string Context)
{
    public static OutboxMessage Create(
        Guid messageId,
        object message,
        Type type,
        string? destination,
        OutboxContext context
    ) =>
        new(
            messageId,
            NameOf(type),
            destination,
            JsonSerializer.Serialize(message, type, MessageJson.Options),
            JsonSerializer.Serialize(context, MessageJson.Options)
        );

    /// <summary>Names a type without the version of its assembly, so that an upgrade still reads the row.</summary>
    public static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}

/// <summary>The parts of a message's envelope that do not follow from the message itself.</summary>
internal sealed record OutboxContext
{
    public Guid? ConversationId { get; init; }

    public Guid? CorrelationId { get; init; }

    public Guid? InitiatorId { get; init; }

    public Guid? RequestId { get; init; }

    public Uri? ResponseAddress { get; init; }

    public Uri? FaultAddress { get; init; }

    /// <summary>Not to be delivered before; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Worthless after; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The W3C trace that the message belongs to.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Fills the envelope at the moment of the delivery.</summary>
    public void WriteTo(SendContext envelope, Guid messageId, DateTimeOffset now)
    {
        envelope.MessageId = messageId;
        envelope.ConversationId = ConversationId ?? messageId;
        envelope.CorrelationId = CorrelationId ?? envelope.CorrelationId;
        envelope.InitiatorId = InitiatorId;
        envelope.RequestId = RequestId;
        envelope.ResponseAddress = ResponseAddress;
        envelope.FaultAddress = FaultAddress;
        if (NotBefore > now)
        {
            envelope.Delay = NotBefore - now;
        }

        if (ExpiresAt is { } end)
        {
            envelope.TimeToLive = end > now ? end - now : TimeSpan.Zero;
        }

        foreach (var (name, value) in Headers)
        {
            envelope.Headers.Set(name, value);
        }
    }
}
