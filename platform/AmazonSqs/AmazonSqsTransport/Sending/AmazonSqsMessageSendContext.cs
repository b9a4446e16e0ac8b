using MassTransit.Context;

namespace MassTransit.AmazonSqsTransport.Sending;

/// <summary>One message while it is sent.</summary>
internal sealed class AmazonSqsMessageSendContext<T>(T message, CancellationToken cancellationToken)
    : MessageSendContext<T>(message, cancellationToken),
        AmazonSqsSendContext<T>
    where T : class
{
    // The names under which a scheduled or stored message keeps its FIFO properties.
    private const string GroupIdProperty = "SQS-GroupId";
    private const string DeduplicationIdProperty = "SQS-DeduplicationId";

    public string? GroupId { get; set; }

    public string? DeduplicationId { get; set; }

    public override void WritePropertiesTo(IDictionary<string, object> properties)
    {
        base.WritePropertiesTo(properties);
        if (!string.IsNullOrWhiteSpace(GroupId))
        {
            properties[GroupIdProperty] = GroupId;
        }

        if (!string.IsNullOrWhiteSpace(DeduplicationId))
        {
            properties[DeduplicationIdProperty] = DeduplicationId;
        }
    }

    public override void ReadPropertiesFrom(IReadOnlyDictionary<string, object> properties)
    {
        base.ReadPropertiesFrom(properties);
        GroupId = ReadString(properties, GroupIdProperty);
        DeduplicationId = ReadString(properties, DeduplicationIdProperty);
    }
}
