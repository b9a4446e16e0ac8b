using GreenMl.Platform.Broker.Messages;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>What a topic takes.</summary>
internal static class PublicationRules
{
    private const int LongestSubject = 100;

    /// <exception cref="AwsException">Names the parameter and the rule.</exception>
    public static void Check(Topic topic, Publication publication)
    {
        if (publication.SizeBytes > topic.MaximumMessageBytes)
        {
            throw AwsException.InvalidParameter(
                "Message too long",
                $"Message and attributes have {publication.SizeBytes} bytes; the topic takes {topic.MaximumMessageBytes}."
            );
        }

        if (
            publication.Subject is { } subject
            && (subject.Length is 0 or > LongestSubject || subject.Any(char.IsControl))
        )
        {
            throw AwsException.InvalidParameter("Subject", $"1 to {LongestSubject} characters, no control characters.");
        }

        CheckAttributes(publication);
        CheckKind(topic, publication);
    }

    private static void CheckKind(Topic topic, Publication publication)
    {
        if (!topic.IsFifo)
        {
            if (publication.DeduplicationId is not null)
            {
                throw AwsException.InvalidParameter(
                    "MessageDeduplicationId",
                    "The request includes MessageDeduplicationId parameter that is not valid for this topic type"
                );
            }

            return;
        }

        if (publication.GroupId is null)
        {
            throw AwsException.InvalidParameter("MessageGroupId", "It is required for FIFO topics.");
        }

        if (publication.DeduplicationId is null && !topic.DeduplicatesByContent)
        {
            throw AwsException.InvalidParameter(
                "MessageDeduplicationId",
                "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
            );
        }
    }

    /// <summary>SNS has no limit on the number of attributes; each must still be well formed.</summary>
    private static void CheckAttributes(Publication publication)
    {
        foreach (var attribute in publication.Attributes)
        {
            try
            {
                MessageAttributes.Check(new Dictionary<string, MessageAttribute>([attribute], StringComparer.Ordinal));
            }
            catch (AwsException e)
            {
                throw new AwsException("InvalidParameterValue", e.Message, "ParameterValueInvalid");
            }
        }
    }
}
