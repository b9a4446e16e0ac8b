using System.Text;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>What a queue takes.</summary>
internal static class MessageRules
{
    private const int LongestDelaySeconds = 900;
    private const int LongestToken = 128;

    /// <exception cref="AwsException">BatchRequestTooLong.</exception>
    public static void CheckBatchSize(List<SendEntry> entries)
    {
        var size = entries.Sum(entry =>
            Encoding.UTF8.GetByteCount(entry.MessageBody ?? "")
            + MessageAttributes.SizeBytes(entry.MessageAttributes ?? [])
        );
        if (size > QueueAttributes.LargestMessage)
        {
            throw AwsException.Sqs(
                "BatchRequestTooLong",
                $"Batch requests cannot be longer than {QueueAttributes.LargestMessage} bytes. You have sent {size} bytes."
            );
        }
    }

    /// <exception cref="AwsException">Names the parameter and the rule.</exception>
    public static void Check(Queue queue, OutgoingMessage message)
    {
        MessageBody.CheckCharacters(message.Body);
        MessageAttributes.Check(message.Attributes);
        if (message.SizeBytes > queue.Attributes.MaximumMessageBytes)
        {
            throw AwsException.InvalidValue(
                "One or more parameters are invalid. Reason: Message must be shorter than "
                    + $"{queue.Attributes.MaximumMessageBytes} bytes."
            );
        }

        if (message.DelaySeconds is < 0 or > LongestDelaySeconds)
        {
            throw AwsException.InvalidValue(
                message.DelaySeconds,
                "DelaySeconds",
                $"DelaySeconds must be >= 0 and <= {LongestDelaySeconds}."
            );
        }

        CheckToken(message.GroupId, "MessageGroupId");
        CheckToken(message.DeduplicationId, "MessageDeduplicationId");
        CheckKind(queue, message);
    }

    private static void CheckKind(Queue queue, OutgoingMessage message)
    {
        if (!queue.IsFifo && message.DeduplicationId is { } unwanted)
        {
            throw AwsException.InvalidValue(
                unwanted,
                "MessageDeduplicationId",
                "The request include parameter that is not valid for this queue type."
            );
        }

        if (queue.IsFifo && message.GroupId is null)
        {
            throw AwsException.Missing("MessageGroupId");
        }

        if (queue.IsFifo && message.DeduplicationId is null && !queue.Attributes.DeduplicatesByContent)
        {
            throw AwsException.InvalidValue(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
            );
        }
    }

    private static void CheckToken(string? token, string parameter)
    {
        var allowed =
            token is null or { Length: >= 1 and <= LongestToken } && token?.All(c => c is > ' ' and <= '~') != false;
        if (!allowed)
        {
            throw AwsException.InvalidValue(
                token!,
                parameter,
                $"{parameter} can only include alphanumeric and punctuation characters. 1 to {LongestToken} in length."
            );
        }
    }
}
