using System.Collections.Frozen;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>What a caller may set on a topic.</summary>
internal static class TopicAttributes
{
    public const string FifoTopic = "FifoTopic";
    public const string ContentBasedDeduplication = "ContentBasedDeduplication";
    public const string FifoThroughputScope = "FifoThroughputScope";
    public const string MaximumMessageSize = "MaximumMessageSize";
    public const string DisplayName = "DisplayName";

    private const int LongestDisplayName = 100;
    private const int LargestMessage = 1 << 20;

    private static readonly FrozenDictionary<string, Predicate<string>> Rules = new Dictionary<
        string,
        Predicate<string>
    >(StringComparer.Ordinal)
    {
        [DisplayName] = value => value.Length <= LongestDisplayName,
        ["Policy"] = _ => true,
        ["DeliveryPolicy"] = _ => true,
        ["KmsMasterKeyId"] = _ => true,
        ["SignatureVersion"] = value => value is "1" or "2",
        ["TracingConfig"] = value => value is "PassThrough" or "Active",
        [FifoTopic] = value => value is "true" or "false",
        [ContentBasedDeduplication] = value => value is "true" or "false",
        [FifoThroughputScope] = value => value is "Topic" or "MessageGroup",
        [MaximumMessageSize] = value => int.TryParse(value, out var bytes) && bytes is >= 1024 and <= LargestMessage,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="AwsException">InvalidParameter.</exception>
    public static void Check(string name, string value)
    {
        if (!Rules.TryGetValue(name, out var accepts))
        {
            throw AwsException.InvalidParameter("AttributeName", $"Unknown attribute {name}.");
        }

        if (!accepts(value))
        {
            throw AwsException.InvalidParameter(name, $"The value {value} is not allowed.");
        }
    }
}
