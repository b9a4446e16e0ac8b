using System.Text;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>A message on its way into a queue.</summary>
internal sealed record OutgoingMessage
{
    public string MessageId { get; } = Guid.NewGuid().ToString();

    public required string Body { get; init; }

    public Dictionary<string, MessageAttribute> Attributes { get; init; } = [];

    public string? TraceHeader { get; init; }

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    /// <summary>Null: the delay of the queue.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>What counts towards the limits: UTF-8 bytes of the body and of the attributes.</summary>
    public int SizeBytes => Encoding.UTF8.GetByteCount(Body) + MessageAttributes.SizeBytes(Attributes);

    public string? AttributesJson => Attributes.Count == 0 ? null : BrokerJson.Write(Attributes);
}
