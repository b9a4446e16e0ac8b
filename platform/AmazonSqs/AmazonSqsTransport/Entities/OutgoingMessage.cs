using System.Text;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>A message on its way to a queue or a topic.</summary>
internal sealed record OutgoingMessage(string Body, IReadOnlyDictionary<string, string> Attributes)
{
    public const string AttributeType = "String";

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    /// <summary>0 to 900; queues only, and not for FIFO queues.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>What the services count: UTF-8 bytes of the body and of every attribute's name, type and value.</summary>
    public int Bytes { get; } =
        Encoding.UTF8.GetByteCount(Body)
        + Attributes.Sum(x =>
            Encoding.UTF8.GetByteCount(x.Key) + AttributeType.Length + Encoding.UTF8.GetByteCount(x.Value)
        );
}
