using System.Xml.Linq;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>One operation with its parameters under their flattened query-protocol names.</summary>
internal sealed class SnsCall(string action) : AmazonWebServiceRequest
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    public string Action => action;

    public IReadOnlyList<KeyValuePair<string, string>> Parameters => _parameters;

    /// <summary>Adds a parameter; one without a value is left out.</summary>
    public SnsCall With(string name, string? value)
    {
        if (value is not null)
        {
            _parameters.Add(new(name, value));
        }

        return this;
    }

    /// <summary>Adds a map in the form <c>name.entry.N.key</c>, <c>name.entry.N.value</c>.</summary>
    public SnsCall WithMap(string name, IEnumerable<KeyValuePair<string, string>> map)
    {
        foreach (var (index, (key, value)) in map.Index())
        {
            With($"{name}.entry.{index + 1}.key", key).With($"{name}.entry.{index + 1}.value", value);
        }

        return this;
    }

    /// <summary>Adds tags in the form <c>Tags.member.N.Key</c>, <c>Tags.member.N.Value</c>.</summary>
    public SnsCall WithTags(IEnumerable<KeyValuePair<string, string>> tags)
    {
        foreach (var (index, (key, value)) in tags.Index())
        {
            With($"Tags.member.{index + 1}.Key", key).With($"Tags.member.{index + 1}.Value", value);
        }

        return this;
    }
}

/// <summary>The answer to an <see cref="SnsCall"/>.</summary>
internal sealed class SnsAnswer : AmazonWebServiceResponse
{
    public XElement Document { get; init; } = new("Nothing");
}

/// <summary>Reads SNS answers, whose elements are in a namespace of the API version.</summary>
internal static class SnsElements
{
    /// <summary>The text of the first element called <paramref name="name"/> at any depth.</summary>
    public static string? Text(this XElement element, string name) => element.All(name).FirstOrDefault()?.Value;

    /// <summary>Every element called <paramref name="name"/> at any depth, in document order.</summary>
    public static IEnumerable<XElement> All(this XElement element, string name) =>
        element.DescendantsAndSelf().Where(x => x.Name.LocalName == name);
}
