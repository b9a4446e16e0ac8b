using System.Globalization;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>Which attributes a receive wants to see.</summary>
internal sealed class ReceivedAttributes
{
    private const string All = "All";
    private const string Wildcard = ".*";
    private readonly HashSet<string> _system;
    private readonly IReadOnlyList<string> _names;

    private ReceivedAttributes(HashSet<string> system, IReadOnlyList<string> names) =>
        (_system, _names) = (system, names);

    public static ReceivedAttributes From(ReceiveMessageRequest request) =>
        new(
            [.. request.AttributeNames ?? [], .. request.MessageSystemAttributeNames ?? []],
            request.MessageAttributeNames ?? []
        );

    /// <summary>The wanted message attributes; null when there is none.</summary>
    public Dictionary<string, MessageAttribute>? Select(string? json)
    {
        if (json is null || _names.Count == 0)
        {
            return null;
        }

        var attributes = BrokerJson.ReadAttributes(json);
        var wanted = attributes.Where(attribute => Wants(attribute.Key)).ToDictionary(StringComparer.Ordinal);
        return wanted.Count == 0 ? null : wanted;
    }

    /// <summary>The wanted system attributes; null when there is none.</summary>
    public Dictionary<string, string>? SelectSystem(string account, Queue queue, StoredMessage message)
    {
        if (_system.Count == 0)
        {
            return null;
        }

        var wanted = Describe(account, queue, message)
            .Where(pair => pair.Value is not null && (_system.Contains(All) || _system.Contains(pair.Key)))
            .ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
        return wanted.Count == 0 ? null : wanted;
    }

    private static Dictionary<string, string?> Describe(string account, Queue queue, StoredMessage message) =>
        new(StringComparer.Ordinal)
        {
            ["SenderId"] = account,
            ["SentTimestamp"] = Text(message.Sent),
            ["ApproximateReceiveCount"] = Text(message.Receives),
            ["ApproximateFirstReceiveTimestamp"] = Text(message.FirstReceived),
            ["MessageGroupId"] = message.GroupId,
            ["MessageDeduplicationId"] = queue.IsFifo ? message.DeduplicationId : null,
            ["SequenceNumber"] = queue.IsFifo ? Sending.SequenceNumber(message.Id) : null,
            ["AWSTraceHeader"] = message.TraceHeader,
            ["DeadLetterQueueSourceArn"] = message.SourceArn,
        };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private bool Wants(string name) =>
        _names.Any(wanted =>
            wanted is All or Wildcard
            || wanted == name
            || (
                wanted.EndsWith(Wildcard, StringComparison.Ordinal)
                && name.StartsWith(wanted[..^Wildcard.Length], StringComparison.Ordinal)
            )
        );
}
