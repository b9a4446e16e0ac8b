using System.Text;
using System.Xml;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Sending;

/// <summary>
/// Writes headers as message attributes, all of type String, within the limits of SQS: ten attributes, no empty value, no character
/// outside of XML. What does not fit is left out; the envelope carries every header anyway. SNS would otherwise drop the whole message
/// without a sign.
/// </summary>
internal sealed class MessageAttributes(AllowTransportHeader? allow)
{
    /// <summary>When a delayed message is due, in Unix milliseconds. Only this transport reads it.</summary>
    public const string NotBefore = "GreenMl-NotBefore";

    private const int MaxCount = 10;
    private const int MaxNameLength = 256;

    // A fault message may hold whole documents; the details are in the Fault<T> event.
    private const int MaxValueLength = 4096;
    private const string FaultPrefix = "MT-Fault-";

    private readonly TransportSetHeaderAdapter<string> _headers = new(
        new AttributeConverter(allow),
        TransportHeaderOptions.IncludeFaultMessage
    );

    /// <summary>The attributes of a message that is sent or published.</summary>
    /// <param name="context">The message.</param>
    /// <param name="notBefore">When it is due, where SQS cannot hold it back by itself.</param>
    public Dictionary<string, string> Of(SendContext context, DateTimeOffset? notBefore)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        _headers.Set(attributes, context.Headers);
        _headers.Set(attributes, MessageHeaders.ContentType, context.ContentType!.ToString());
        _headers.Set(attributes, MessageHeaders.CorrelationId, context.CorrelationId);
        if (notBefore is { } due)
        {
            attributes[NotBefore] = $"{due.ToUnixTimeMilliseconds()}";
        }

        return Limit(attributes);
    }

    /// <summary>The attributes of a message that moves to the error queue.</summary>
    public Dictionary<string, string> OfFault(Dictionary<string, string> original, SendHeaders exceptionHeaders)
    {
        _headers.CopyFrom(original, exceptionHeaders);
        return Limit(original);
    }

    /// <summary>The attributes of a message that moves to the skipped queue.</summary>
    public Dictionary<string, string> OfDeadLetter(Dictionary<string, string> original, string reason)
    {
        _headers.Set(original, MessageHeaders.Reason, reason);
        return Limit(original);
    }

    private static Dictionary<string, string> Limit(Dictionary<string, string> attributes)
    {
        foreach (var surplus in attributes.Keys.OrderBy(Rank).Skip(MaxCount).ToArray())
        {
            attributes.Remove(surplus);
        }

        return attributes;
    }

    private static int Rank(string name) =>
        name switch
        {
            MessageHeaders.ContentType or MessageHeaders.CorrelationId or MessageHeaders.Reason or NotBefore => 0,
            _ when name.StartsWith(FaultPrefix, StringComparison.Ordinal) => 1,
            _ => 2,
        };

    private sealed class AttributeConverter(AllowTransportHeader? allow) : IHeaderValueConverter<string>
    {
        public bool TryConvert(HeaderValue headerValue, out HeaderValue<string> result) =>
            headerValue.IsStringValue(out result) && TryFit(ref result);

        public bool TryConvert<T>(HeaderValue<T> headerValue, out HeaderValue<string> result) =>
            headerValue.IsStringValue(out result) && TryFit(ref result);

        private bool TryFit(ref HeaderValue<string> header)
        {
            if (
                string.IsNullOrEmpty(header.Value)
                || header.Key.Length > MaxNameLength
                || allow?.Invoke(header) == false
            )
            {
                return false;
            }

            header = new HeaderValue<string>(header.Key, ToXmlText(header.Value));
            return true;
        }

        private static string ToXmlText(string value)
        {
            if (value.Length <= MaxValueLength && value.All(XmlConvert.IsXmlChar))
            {
                return value;
            }

            var text = new StringBuilder(MaxValueLength);
            foreach (var rune in value.EnumerateRunes())
            {
                if (text.Length + rune.Utf16SequenceLength > MaxValueLength)
                {
                    break;
                }

                text.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
            }

            return text.ToString();
        }
    }
}
