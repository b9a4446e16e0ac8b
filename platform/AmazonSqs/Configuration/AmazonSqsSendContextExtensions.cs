namespace MassTransit;

/// <summary>Sets the FIFO properties of a message while it is sent or published.</summary>
public static class AmazonSqsSendContextExtensions
{
    /// <summary>Sets the FIFO message group.</summary>
    /// <exception cref="ArgumentException">The message is not sent over Amazon SQS.</exception>
    public static void SetGroupId(this SendContext context, string groupId) => Require(context).GroupId = groupId;

    /// <summary>Sets the FIFO deduplication id.</summary>
    /// <exception cref="ArgumentException">The message is not sent over Amazon SQS.</exception>
    public static void SetDeduplicationId(this SendContext context, string deduplicationId) =>
        Require(context).DeduplicationId = deduplicationId;

    /// <summary>Sets the FIFO message group; false where the message is not sent over Amazon SQS.</summary>
    public static bool TrySetGroupId(this SendContext context, string groupId)
    {
        if (!context.TryGetPayload(out AmazonSqsSendContext? sqs))
        {
            return false;
        }

        sqs.GroupId = groupId;
        return true;
    }

    /// <summary>Sets the FIFO deduplication id; false where the message is not sent over Amazon SQS.</summary>
    public static bool TrySetDeduplicationId(this SendContext context, string deduplicationId)
    {
        if (!context.TryGetPayload(out AmazonSqsSendContext? sqs))
        {
            return false;
        }

        sqs.DeduplicationId = deduplicationId;
        return true;
    }

    private static AmazonSqsSendContext Require(SendContext context) =>
        context.TryGetPayload(out AmazonSqsSendContext? sqs)
            ? sqs
            : throw new ArgumentException(
                $"The context is a {context.GetType().Name}: only a message sent over Amazon SQS has FIFO properties.",
                nameof(context)
            );
}
