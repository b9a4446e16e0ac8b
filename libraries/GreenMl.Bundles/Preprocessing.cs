using System.Text.Json.Serialization;

namespace GreenMl.Bundles;

/// <summary>What a raw example is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PreprocessingKind>))]
public enum PreprocessingKind
{
    /// <summary>An image; the input is channels x height x width, values 0 to 255 before scaling.</summary>
    [JsonStringEnumMemberName("image")]
    Image,

    /// <summary>A row of named numeric columns.</summary>
    [JsonStringEnumMemberName("tabular")]
    Tabular,
}

/// <summary>
/// How a raw value x of channel or column c becomes an input: <c>(x * Scale - Mean[c]) / StandardDeviation[c]</c>.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>What a raw example is.</summary>
    public required PreprocessingKind Kind { get; init; }

    /// <summary>Factor applied first; finite and not 0.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Subtracted after scaling, per channel or column; empty: 0 everywhere.</summary>
    public IReadOnlyList<double> Mean
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Divisor, above 0, per channel or column; empty: 1 everywhere.</summary>
    public IReadOnlyList<double> StandardDeviation
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Column names in input order; empty for images.</summary>
    public IReadOnlyList<string> Columns
    {
        get;
        init => field = value ?? [];
    } = [];
}
