using System.Text.Json;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>The JSON in which SNS wraps a message for a subscription without raw delivery, which others may have made.</summary>
internal static class SnsNotification
{
    /// <summary>The message inside of a notification; any other body as it is.</summary>
    public static string Unwrap(string body)
    {
        if (!body.Contains("\"TopicArn\"", StringComparison.Ordinal))
        {
            return body;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return
                document.RootElement is { ValueKind: JsonValueKind.Object } notification
                && TextOf(notification, "Type") == "Notification"
                && TextOf(notification, "Message") is { } message
                ? message
                : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
