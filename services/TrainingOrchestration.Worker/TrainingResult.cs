using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using GreenMl.Onnx;
using GreenMl.Training;

namespace GreenMl.TrainingOrchestration.Worker;

/// <summary>What the service reads: the names are those of the contract's <c>TrainedModel</c>.</summary>
internal sealed record TrainingResult
{
    public required string ModelId { get; init; }

    public required long Parameters { get; init; }

    public required long SizeBytes { get; init; }

    public required int Epochs { get; init; }

    public required string StopReason { get; init; }

    public required Proportion ValidationAccuracy { get; init; }

    public required Proportion TestAccuracy { get; init; }

    public static async Task<TrainingResult> CreateAsync(
        TrainingOutcome outcome,
        Evaluation test,
        string file,
        CancellationToken cancellationToken
    )
    {
        var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        return new()
        {
            ModelId = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Parameters = ModelSummary.Of(outcome.Model).Parameters,
            SizeBytes = bytes.Length,
            Epochs = outcome.Epochs.Count,
            StopReason = outcome.StopReason switch
            {
                Training.StopReason.TargetReached => "target_reached",
                Training.StopReason.NoImprovement => "patience",
                _ => "all_epochs",
            },
            ValidationAccuracy = Proportion.Of(outcome.Best.Validation),
            TestAccuracy = Proportion.Of(test),
        };
    }

    /// <summary>The file appears whole or not at all: its presence says that the work is done.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var draft = $"{path}.draft";
        await using (var file = File.Create(draft))
        {
            await JsonSerializer.SerializeAsync(file, this, ResultJson.Default.TrainingResult, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}

/// <summary>A proportion of a sample with its 95 % Wilson score interval (Wilson 1927).</summary>
internal sealed record Proportion(double Value, double Low, double High, long SampleSize)
{
    private const double NormalQuantile = 1.959963984540054;

    public static Proportion Of(Evaluation evaluation)
    {
        var n = (double)evaluation.Count;
        var p = evaluation.Accuracy;
        var z2 = NormalQuantile * NormalQuantile;
        var centre = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = NormalQuantile / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        return new(p, Math.Max(0, centre - half), Math.Min(1, centre + half), evaluation.Count);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrainingResult))]
internal sealed partial class ResultJson : JsonSerializerContext;
