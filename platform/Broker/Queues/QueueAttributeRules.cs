using System.Collections.Frozen;
using System.Text.Json;
using GreenMl.Platform.Broker.Protocol;
using static GreenMl.Platform.Broker.Queues.QueueAttributeNames;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>What a caller may set on a queue.</summary>
internal static class QueueAttributeRules
{
    private static readonly FrozenDictionary<string, Predicate<string>> Rules = new Dictionary<
        string,
        Predicate<string>
    >(StringComparer.Ordinal)
    {
        [DelaySeconds] = Between(0, 900),
        [VisibilityTimeout] = Between(0, 43_200),
        [ReceiveMessageWaitTimeSeconds] = Between(0, 20),
        [MessageRetentionPeriod] = Between(60, 1_209_600),
        [MaximumMessageSize] = Between(1024, QueueAttributes.LargestMessage),
        [KmsDataKeyReusePeriodSeconds] = Between(60, 86_400),
        [SqsManagedSseEnabled] = IsBoolean,
        [ContentBasedDeduplication] = IsBoolean,
        [FifoQueue] = value => value == "true",
        [DeduplicationScope] = value => value is "queue" or "messageGroup",
        [FifoThroughputLimit] = value => value is "perQueue" or "perMessageGroupId",
        [Policy] = IsJsonObjectOrEmpty,
        [KmsMasterKeyId] = value => value.Length <= 2048,
        [QueueAttributeNames.RedrivePolicy] = IsJsonObjectOrEmpty,
        [QueueAttributeNames.RedriveAllowPolicy] = IsJsonObjectOrEmpty,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> FifoOnly = FrozenSet.Create(
        StringComparer.Ordinal,
        FifoQueue,
        ContentBasedDeduplication,
        DeduplicationScope,
        FifoThroughputLimit
    );

    private static readonly FrozenSet<string> ReadOnly = FrozenSet.Create(
        StringComparer.Ordinal,
        QueueArn,
        CreatedTimestamp,
        LastModifiedTimestamp,
        ApproximateNumberOfMessages,
        ApproximateNumberOfMessagesDelayed,
        ApproximateNumberOfMessagesNotVisible
    );

    /// <summary>Whether GetQueueAttributes may be asked for it.</summary>
    public static bool IsKnown(string name) => Rules.ContainsKey(name) || ReadOnly.Contains(name);

    /// <exception cref="AwsException">InvalidAttributeName or InvalidAttributeValue.</exception>
    public static void Check(IReadOnlyDictionary<string, string> attributes, bool fifo)
    {
        foreach (var (name, value) in attributes)
        {
            if (!Rules.TryGetValue(name, out var accepts) || (!fifo && FifoOnly.Contains(name)))
            {
                throw new AwsException("InvalidAttributeName", $"Unknown Attribute {name}.");
            }

            if (!accepts(value))
            {
                throw InvalidValue(name);
            }
        }
    }

    /// <summary>Checks what several attributes mean together.</summary>
    /// <exception cref="AwsException">InvalidAttributeValue.</exception>
    public static void CheckTogether(QueueAttributes attributes)
    {
        if (
            attributes.Values.GetValueOrDefault(FifoThroughputLimit) == "perMessageGroupId"
            && !attributes.DeduplicatesPerGroup
        )
        {
            throw InvalidValue(FifoThroughputLimit);
        }

        if (attributes.Values.TryGetValue(QueueAttributeNames.RedriveAllowPolicy, out var text))
        {
            Queues.RedriveAllowPolicy.Parse(text);
        }
    }

    private static AwsException InvalidValue(string name) =>
        new("InvalidAttributeValue", $"Invalid value for the parameter {name}.");

    private static Predicate<string> Between(int least, int most) =>
        value => int.TryParse(value, out var number) && number >= least && number <= most;

    private static bool IsBoolean(string value) => value is "true" or "false";

    private static bool IsJsonObjectOrEmpty(string value)
    {
        if (value.Length == 0)
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(value);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
