using System.Text.Json.Serialization;
using GreenMl.Cli.Output;

namespace GreenMl.Cli.Predictions;

/// <summary>What an endpoint says about one example.</summary>
internal sealed record Prediction
{
    private const int Shown = 3;

    public required string Endpoint { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public string Class => Probabilities[0].Class;

    /// <summary>All classes, the likeliest first.</summary>
    public required IReadOnlyList<ClassProbability> Probabilities { get; init; }

    /// <summary>The true class where it is known.</summary>
    public required string? Label { get; init; }

    public bool? Correct => Label is null ? null : Label == Class;

    /// <summary>From sending the request to having the answer; the connection was open before.</summary>
    public required double LatencyMilliseconds { get; init; }

    public async Task PrintAsync(Printer printer)
    {
        if (printer.IsJson)
        {
            await printer.WriteJsonAsync(this, PredictionJson.Default.Prediction);
            return;
        }

        await printer.WriteLineAsync($"{Endpoint} says: {Class}");
        var width = Probabilities.Take(Shown).Max(entry => entry.Class.Length);
        foreach (var (name, probability) in Probabilities.Take(Shown))
        {
            await printer.WriteLineAsync($"  {name.PadRight(width)}  {Format.Percent(probability).PadLeft(8)}");
        }

        if (Label is not null)
        {
            await printer.WriteLineAsync($"true label: {Label} ({(Correct == true ? "right" : "wrong")})");
        }

        await printer.WriteLineAsync(
            $"{LatencyMilliseconds:0.0} ms round trip, model {Model}, version {Version[..Math.Min(12, Version.Length)]}"
        );
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Prediction))]
internal sealed partial class PredictionJson : JsonSerializerContext;
