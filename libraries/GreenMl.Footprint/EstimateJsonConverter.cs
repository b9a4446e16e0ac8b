using System.Text.Json;
using System.Text.Json.Serialization;
using GreenMl.Units;

namespace GreenMl.Footprint;

/// <summary>
/// Writes an estimate as one flat object whose names carry the unit:
/// <c>{"lowJoules":1,"centralJoules":2,"highJoules":3,"grade":"Modelled","source":"…"}</c>.
/// </summary>
/// <remarks>All five properties are required when reading; unknown ones are ignored.</remarks>
/// <typeparam name="TEstimate">The kind of estimate.</typeparam>
/// <typeparam name="TQuantity">The quantity estimated.</typeparam>
public sealed class EstimateJsonConverter<TEstimate, TQuantity> : JsonConverter<TEstimate>
    where TEstimate : Estimate<TEstimate, TQuantity>, IEstimate<TEstimate, TQuantity>
    where TQuantity : struct, IQuantity<TQuantity>
{
    private static readonly string LowName = $"low{TQuantity.UnitName}";
    private static readonly string CentralName = $"central{TQuantity.UnitName}";
    private static readonly string HighName = $"high{TQuantity.UnitName}";
    private const string GradeName = "grade";
    private const string SourceName = "source";

    /// <inheritdoc />
    public override TEstimate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement;
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"An estimate is a JSON object; found {json.ValueKind}.");
        }

        try
        {
            return TEstimate.Create(
                Quantity(json, LowName),
                Quantity(json, CentralName),
                Quantity(json, HighName),
                Grade(json),
                Text(json, SourceName)
            );
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TEstimate value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber(LowName, value.Low.Amount);
        writer.WriteNumber(CentralName, value.Central.Amount);
        writer.WriteNumber(HighName, value.High.Amount);
        writer.WriteString(GradeName, value.Grade.ToString());
        writer.WriteString(SourceName, value.Source);
        writer.WriteEndObject();
    }

    private static TQuantity Quantity(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? TQuantity.FromAmount(value.GetDouble())
            : throw new JsonException($"'{name}' is missing or no number.");

    private static EvidenceGrade Grade(JsonElement json)
    {
        var text = Text(json, GradeName);
        // Only the names: Enum.TryParse alone would accept numbers and lists too.
        return Enum.TryParse<EvidenceGrade>(text, out var grade) && Enum.IsDefined(grade) && grade.ToString() == text
            ? grade
            : throw new JsonException(
                $"'{GradeName}' is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<EvidenceGrade>())}."
            );
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException($"'{name}' is missing or no string.");
}
