using System.Globalization;
using System.Text.Json.Nodes;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>The attributes that were set on a queue, read with AWS's defaults where they were not.</summary>
internal sealed class QueueAttributes(IReadOnlyDictionary<string, string> values)
{
    /// <summary>1 MiB, the limit of a message and of a batch, bytes.</summary>
    public const int LargestMessage = 1 << 20;

    private static readonly SortedDictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        [QueueAttributeNames.VisibilityTimeout] = "30",
        [QueueAttributeNames.MaximumMessageSize] = LargestMessage.ToString(CultureInfo.InvariantCulture),
        [QueueAttributeNames.MessageRetentionPeriod] = "345600",
        [QueueAttributeNames.DelaySeconds] = "0",
        [QueueAttributeNames.ReceiveMessageWaitTimeSeconds] = "0",
        [QueueAttributeNames.SqsManagedSseEnabled] = "true",
    };

    private static readonly SortedDictionary<string, string> FifoDefaults = new(Defaults, StringComparer.Ordinal)
    {
        [QueueAttributeNames.ContentBasedDeduplication] = "false",
        [QueueAttributeNames.DeduplicationScope] = "queue",
        [QueueAttributeNames.FifoThroughputLimit] = "perQueue",
    };

    public static QueueAttributes None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, string> Values => values;

    public int VisibilityTimeoutSeconds => Seconds(QueueAttributeNames.VisibilityTimeout);

    public int DelaySeconds => Seconds(QueueAttributeNames.DelaySeconds);

    public int WaitTimeSeconds => Seconds(QueueAttributeNames.ReceiveMessageWaitTimeSeconds);

    public int MaximumMessageBytes => Seconds(QueueAttributeNames.MaximumMessageSize);

    public long RetentionMs => 1000L * Seconds(QueueAttributeNames.MessageRetentionPeriod);

    public bool DeduplicatesByContent =>
        values.GetValueOrDefault(QueueAttributeNames.ContentBasedDeduplication) == "true";

    public bool DeduplicatesPerGroup =>
        values.GetValueOrDefault(QueueAttributeNames.DeduplicationScope) == "messageGroup";

    public RedrivePolicy? Redrive =>
        values.TryGetValue(QueueAttributeNames.RedrivePolicy, out var text) ? RedrivePolicy.Parse(text) : null;

    /// <summary>Whether <paramref name="sourceArn"/> may move messages here.</summary>
    public bool AllowsRedriveFrom(string sourceArn) =>
        !values.TryGetValue(QueueAttributeNames.RedriveAllowPolicy, out var text)
        || RedriveAllowPolicy.Parse(text).Allows(sourceArn);

    /// <summary>What GetQueueAttributes shows.</summary>
    public SortedDictionary<string, string> WithDefaults(bool fifo)
    {
        var all = new SortedDictionary<string, string>(fifo ? FifoDefaults : Defaults, StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            all[name] = value;
        }

        return all;
    }

    /// <summary>The attributes after <paramref name="changes"/>; an empty value takes an attribute away.</summary>
    public QueueAttributes With(IReadOnlyDictionary<string, string> changes)
    {
        var all = new Dictionary<string, string>(values, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            if (value.Length == 0)
            {
                all.Remove(name);
            }
            else
            {
                all[name] = value;
            }
        }

        return new QueueAttributes(all);
    }

    /// <summary>The first attribute of <paramref name="wanted"/> that means something else here, or null.</summary>
    public string? FirstDifference(IReadOnlyDictionary<string, string> wanted, bool fifo)
    {
        var all = WithDefaults(fifo);
        return wanted.Keys.FirstOrDefault(name => !Same(all.GetValueOrDefault(name, ""), wanted[name]));
    }

    private static bool Same(string left, string right) =>
        left == right
        || left.StartsWith('{')
            && right.StartsWith('{')
            && JsonNode.DeepEquals(JsonNode.Parse(left), JsonNode.Parse(right));

    private int Seconds(string name) =>
        int.Parse(values.GetValueOrDefault(name) ?? Defaults[name], CultureInfo.InvariantCulture);
}
