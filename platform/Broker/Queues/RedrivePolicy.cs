using System.Text.Json;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>Where a message goes that was received <paramref name="MaxReceiveCount"/> times and not deleted.</summary>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount)
{
    private const int MostReceives = 1000;

    /// <exception cref="AwsException">InvalidParameterValue.</exception>
    public static RedrivePolicy Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var target = document.RootElement.GetProperty("deadLetterTargetArn").GetString();
            // AWS takes the count as a number or as a string.
            var count = document.RootElement.GetProperty("maxReceiveCount").ToString();
            return string.IsNullOrEmpty(target) ? throw Invalid(text, "deadLetterTargetArn is missing.")
                : int.TryParse(count, out var receives) && receives is >= 1 and <= MostReceives
                    ? new RedrivePolicy(target, receives)
                : throw Invalid(
                    text,
                    $"Invalid value for maxReceiveCount: {count}, valid values are from 1 to {MostReceives} both inclusive."
                );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Invalid(text, "Redrive policy is not a valid JSON map with deadLetterTargetArn and maxReceiveCount.");
        }
    }

    public static AwsException Invalid(string text, string reason) =>
        AwsException.InvalidValue(text, "RedrivePolicy", reason);
}
