using System.Buffers;

namespace MassTransit.AmazonSqsTransport.Entities;

/// <summary>The naming rules of SQS and SNS.</summary>
internal static class EntityNames
{
    public const int MaxQueueLength = 80;
    public const int MaxTopicLength = 256;

    private const string Fifo = ".fifo";

    private static readonly SearchValues<char> ValidCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    public static bool IsFifo(string name) => name.EndsWith(Fifo, StringComparison.Ordinal);

    public static bool IsValidQueue(string name) => name.Length <= MaxQueueLength && IsValid(name);

    public static bool IsValidTopic(string name) => name.Length <= MaxTopicLength && IsValid(name);

    /// <summary>A sentence for the user that names the value, the rule and so the remedy.</summary>
    public static string Rule(string name, bool isTopic) =>
        $"'{name}' is no {(isTopic ? "topic" : "queue")} name; it takes 1 to {(isTopic ? MaxTopicLength : MaxQueueLength)} "
        + "letters, digits, hyphens and underscores, with .fifo at the end of a FIFO name.";

    /// <summary>Renames a queue and keeps the <c>.fifo</c> at its end.</summary>
    public static string Rename(string name, Func<string, string> rename) =>
        IsFifo(name) ? rename(name[..^Fifo.Length]) + Fifo : rename(name);

    /// <summary>The name with everything that SQS does not take replaced by a hyphen.</summary>
    public static string Sanitize(string name) =>
        string.Create(name.Length, name, (span, text) => ReplaceInvalid(text, span));

    private static bool IsValid(string name)
    {
        var stem = IsFifo(name) ? name.AsSpan(0, name.Length - Fifo.Length) : name;
        return stem.Length > 0 && !stem.ContainsAnyExcept(ValidCharacters);
    }

    private static void ReplaceInvalid(string text, Span<char> target)
    {
        for (var i = 0; i < text.Length; i++)
        {
            target[i] = ValidCharacters.Contains(text[i]) ? text[i] : '-';
        }
    }
}
