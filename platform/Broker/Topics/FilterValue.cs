using System.Globalization;
using System.Text.Json;
using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Topics;

/// <summary>One value that a filter looks at; <paramref name="Text"/> is the string, of any other kind its JSON text.</summary>
internal readonly record struct FilterValue(JsonValueKind Kind, string Text)
{
    private const string StringArray = "String.Array";

    public double? Number =>
        Kind == JsonValueKind.Number && double.TryParse(Text, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public bool Equals(FilterValue other) =>
        Kind == other.Kind
        && (Kind == JsonValueKind.Number ? Nullable.Equals(Number, other.Number) : Text == other.Text);

    public override int GetHashCode() => Kind.GetHashCode();

    public static FilterValue Of(JsonElement element) =>
        new(element.ValueKind, element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());

    /// <summary>The values of a message attribute: none, one, or those of a String.Array.</summary>
    public static IReadOnlyList<FilterValue> Of(IReadOnlyDictionary<string, MessageAttribute> attributes, string name)
    {
        if (!attributes.TryGetValue(name, out var attribute) || attribute.StringValue is not { } text)
        {
            return [];
        }

        if (attribute.DataType == StringArray)
        {
            return OfArray(text);
        }

        var isNumber = attribute.DataType!.StartsWith("Number", StringComparison.Ordinal);
        return [new FilterValue(isNumber ? JsonValueKind.Number : JsonValueKind.String, text)];
    }

    /// <summary>The values of a property of the body; an array gives each of its elements.</summary>
    public static IReadOnlyList<FilterValue> Of(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) ? Flatten(value) : [];

    private static IReadOnlyList<FilterValue> OfArray(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Array ? Flatten(document.RootElement) : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IReadOnlyList<FilterValue> Flatten(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(Flatten)],
            JsonValueKind.Object => [],
            _ => [Of(value)],
        };
}
