using System.Text.Json;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>Which queues may name this one as their dead-letter queue.</summary>
internal sealed class RedriveAllowPolicy
{
    private const int MostSources = 10;
    private readonly bool _allowsAll;
    private readonly IReadOnlyList<string> _sources;

    private RedriveAllowPolicy(bool allowsAll, IReadOnlyList<string> sources) =>
        (_allowsAll, _sources) = (allowsAll, sources);

    public bool Allows(string sourceArn) => _allowsAll || _sources.Contains(sourceArn, StringComparer.Ordinal);

    /// <exception cref="AwsException">InvalidParameterValue.</exception>
    public static RedriveAllowPolicy Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var permission = document.RootElement.GetProperty("redrivePermission").GetString();
            string[] sources = document.RootElement.TryGetProperty("sourceQueueArns", out var arns)
                ? [.. arns.EnumerateArray().Select(arn => arn.GetString() ?? "")]
                : [];
            return (permission, sources.Length) switch
            {
                ("allowAll", 0) => new RedriveAllowPolicy(allowsAll: true, []),
                ("denyAll", 0) => new RedriveAllowPolicy(allowsAll: false, []),
                ("byQueue", >= 1 and <= MostSources) => new RedriveAllowPolicy(allowsAll: false, sources),
                _ => throw Invalid(
                    text,
                    $"redrivePermission must be allowAll, denyAll, or byQueue with 1 to {MostSources} sourceQueueArns."
                ),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Invalid(text, "Redrive allow policy is not a valid JSON map with redrivePermission.");
        }
    }

    private static AwsException Invalid(string text, string reason) =>
        AwsException.InvalidValue(text, "RedriveAllowPolicy", reason);
}
