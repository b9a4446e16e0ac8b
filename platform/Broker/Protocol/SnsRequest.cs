using System.Xml;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace GreenMl.Platform.Broker.Protocol;

/// <summary>The parameters of a request in AWS's query protocol.</summary>
internal sealed class SnsRequest(Dictionary<string, StringValues> form)
{
    private const int MostParameters = 2048;

    /// <exception cref="AwsException">InvalidParameter: too many parameters or one too long.</exception>
    public static SnsRequest Parse(string text)
    {
        try
        {
            using var reader = new FormReader(text)
            {
                ValueCountLimit = MostParameters,
                ValueLengthLimit = int.MaxValue,
            };
            // The text is in memory: nothing blocks.
#pragma warning disable MA0045
            var form = reader.ReadForm();
#pragma warning restore MA0045
            CheckCharacters(form);
            return new SnsRequest(form);
        }
        catch (InvalidDataException e)
        {
            throw AwsException.InvalidParameter("request", e.Message);
        }
    }

    /// <summary>Answers are XML: what cannot be told back is not taken.</summary>
    private static void CheckCharacters(Dictionary<string, StringValues> form)
    {
        foreach (var (name, value) in form)
        {
            try
            {
                XmlConvert.VerifyXmlChars(value[0] ?? "");
            }
            catch (XmlException)
            {
                throw AwsException.InvalidParameter(
                    XmlConvert.EncodeName(name),
                    "It has a control character or half a surrogate pair."
                );
            }
        }
    }

    public string Action => Find("Action") ?? "";

    public string? Find(string name) => form.TryGetValue(name, out var value) ? value[0] : null;

    /// <exception cref="AwsException">InvalidParameter when it is missing or empty.</exception>
    public string Get(string name) =>
        Find(name) is { Length: > 0 } value ? value : throw AwsException.InvalidParameter(name, "It is required.");

    /// <summary>The prefixes <c>name.1</c>, <c>name.2</c>, … that have a parameter <paramref name="key"/>.</summary>
    public IEnumerable<string> Members(string name, string key)
    {
        for (var i = 1; form.ContainsKey($"{name}.{i}.{key}"); i++)
        {
            yield return $"{name}.{i}";
        }
    }

    /// <summary>A list of plain values <c>name.1</c>, <c>name.2</c>, …</summary>
    public IReadOnlyList<string> List(string name)
    {
        List<string> values = [];
        while (Find($"{name}.{values.Count + 1}") is { } value)
        {
            values.Add(value);
        }

        return values;
    }

    /// <summary>A map <c>name.1.key</c> → <c>name.1.value</c>.</summary>
    public Dictionary<string, string> Map(string name, string key, string value)
    {
        Dictionary<string, string> map = new(StringComparer.Ordinal);
        foreach (var member in Members(name, key))
        {
            map[Find($"{member}.{key}")!] = Find($"{member}.{value}") ?? "";
        }

        return map;
    }

    public Dictionary<string, string> Attributes() => Map("Attributes.entry", "key", "value");

    public Dictionary<string, string> Tags() => Map("Tags.member", "Key", "Value");

    /// <summary>The message attributes of a publish or of a batch entry at <paramref name="prefix"/>.</summary>
    public Dictionary<string, MessageAttribute> MessageAttributes(string prefix)
    {
        Dictionary<string, MessageAttribute> attributes = new(StringComparer.Ordinal);
        foreach (var member in Members($"{prefix}MessageAttributes.entry", "Name"))
        {
            attributes[Find($"{member}.Name")!] = new MessageAttribute(
                Find($"{member}.Value.DataType"),
                Find($"{member}.Value.StringValue"),
                Find($"{member}.Value.BinaryValue")
            );
        }

        return attributes;
    }
}
