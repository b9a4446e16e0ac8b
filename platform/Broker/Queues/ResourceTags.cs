using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Queues;

/// <summary>The rules of tags, the same for queues and topics.</summary>
internal static class ResourceTags
{
    private const int Most = 50;
    private const int LongestKey = 128;
    private const int LongestValue = 256;

    /// <summary>Why these tags are not allowed, or null.</summary>
    public static string? FindFault(IReadOnlyDictionary<string, string> tags) =>
        tags.Count > Most ? $"At most {Most} tags are allowed, these are {tags.Count}."
        : tags.Keys.FirstOrDefault(key => key.Length is 0 or > LongestKey) is { } key
            ? $"Tag key '{key}' must have 1 to {LongestKey} characters."
        : tags.FirstOrDefault(tag => tag.Value.Length > LongestValue) is { Key: { } named }
            ? $"The value of tag '{named}' must have at most {LongestValue} characters."
        : null;

    /// <exception cref="AwsException">InvalidParameterValue.</exception>
    public static T CheckQueueTags<T>(T tags)
        where T : IReadOnlyDictionary<string, string> =>
        FindFault(tags) is { } fault ? throw AwsException.InvalidValue(fault) : tags;

    public static Dictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> tags,
        IReadOnlyDictionary<string, string> added
    )
    {
        var all = new Dictionary<string, string>(tags, StringComparer.Ordinal);
        foreach (var (key, value) in added)
        {
            all[key] = value;
        }

        return all;
    }

    public static Dictionary<string, string> Without(
        IReadOnlyDictionary<string, string> tags,
        IReadOnlyCollection<string> removed
    ) => tags.Where(tag => !removed.Contains(tag.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
}
