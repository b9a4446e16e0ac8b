using System.Diagnostics.CodeAnalysis;
using Amazon.SQS.Model;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>A received message as the receive pipe sees it; the SQS message is its payload.</summary>
internal sealed class SqsReceiveContext(Message message, SqsReceiveEndpointContext endpoint)
    : BaseReceiveContext(message.SystemAttribute("ApproximateReceiveCount") is not (null or "1"), endpoint, message)
{
    public override MessageBody Body { get; } = new StringMessageBody(SnsNotification.Unwrap(message.Body));

    protected override IHeaderProvider HeaderProvider { get; } = new MessageHeaderProvider(message);

    private sealed class MessageHeaderProvider(Message message) : IHeaderProvider
    {
        public IEnumerable<KeyValuePair<string, object>> GetAll()
        {
            yield return new(MessageHeaders.TransportMessageId, message.MessageId);
            foreach (var (name, value) in message.TextAttributes())
            {
                yield return new(name, value);
            }
        }

        public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
        {
            value =
                (object?)message.Attribute(key)
                ?? key switch
                {
                    MessageHeaders.TransportMessageId or MessageHeaders.MessageId => message.MessageId,
                    MessageHeaders.TransportSentTime => SentTime(),
                    _ => null,
                };
            return value is not null;
        }

        private DateTime? SentTime() =>
            long.TryParse(message.SystemAttribute("SentTimestamp"), out var unixMilliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).UtcDateTime
                : null;
    }
}

/// <summary>Reads the attributes of a received message, whose dictionaries are null when empty.</summary>
internal static class ReceivedAttributes
{
    public static string? SystemAttribute(this Message message, string name) =>
        message.Attributes?.GetValueOrDefault(name);

    public static string? Attribute(this Message message, string name) =>
        message.MessageAttributes?.GetValueOrDefault(name)?.StringValue;

    public static IEnumerable<KeyValuePair<string, string>> TextAttributes(this Message message) =>
        (message.MessageAttributes ?? [])
            .Where(x => x.Value.StringValue is not null)
            .Select(x => KeyValuePair.Create(x.Key, x.Value.StringValue));
}
