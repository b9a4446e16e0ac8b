using System.Text.Json;
using System.Text.Json.Serialization;

namespace GreenMl.Datasets;

/// <summary>What a curation worker reports beside the data set: counts, findings and time.</summary>
public sealed record CurationResult
{
    /// <summary>The id of the data set: the SHA-256 of its manifest.</summary>
    public required string ManifestId { get; init; }

    /// <summary>Rows of the source.</summary>
    public required int SourceRows { get; init; }

    /// <summary>Rows to learn from.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows that steer the training.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>Rows that measure the result.</summary>
    public required int TestRows { get; init; }

    /// <summary>Kept rows by reason.</summary>
    public required IReadOnlyDictionary<string, int> KeptRows { get; init; }

    /// <summary>Dropped rows by reason. Kept and dropped rows add up to <see cref="SourceRows"/>.</summary>
    public required IReadOnlyDictionary<string, int> DroppedRows { get; init; }

    /// <summary>The number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Channels, height and width of an image, or the number of features.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>What training shares with the test.</summary>
    public required LeakageReport Leakage { get; init; }

    /// <summary>What a reader of the counts should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The steps in their order with the time they took.</summary>
    public required IReadOnlyList<CurationTiming> Timings { get; init; }

    /// <summary>Writes the result as JSON.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken) =>
        await File.WriteAllBytesAsync(
            path,
            JsonSerializer.SerializeToUtf8Bytes(this, CurationResultJsonContext.Default.CurationResult),
            cancellationToken
        );

    /// <summary>Reads a result that <see cref="WriteAsync"/> wrote.</summary>
    /// <exception cref="InvalidDatasetException">The file is missing or no result.</exception>
    public static async Task<CurationResult> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(
                    stream,
                    CurationResultJsonContext.Default.CurationResult,
                    cancellationToken
                ) ?? throw new InvalidDatasetException($"{path} is no curation result: it is null.");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new InvalidDatasetException($"{path} is no curation result: {e.Message}", e);
        }
    }
}

/// <summary>Train rows that are duplicates of test rows.</summary>
/// <param name="ExactRows">Train rows with the content of a test row.</param>
/// <param name="NearRows">Train rows that nearly are a test row.</param>
/// <param name="AreDropped">Whether these rows were left out; in a raw snapshot they stay.</param>
/// <param name="Examples">The first few.</param>
public sealed record LeakageReport(
    int ExactRows,
    int NearRows,
    bool AreDropped,
    IReadOnlyList<LeakageExample> Examples
);

/// <summary>A train row and the test row that it duplicates.</summary>
/// <param name="Train">The train row.</param>
/// <param name="Test">The test row.</param>
/// <param name="IsExact">Whether their content is equal, not only alike.</param>
public sealed record LeakageExample(RowKey Train, RowKey Test, bool IsExact);

/// <summary>The time that a step took.</summary>
/// <param name="Step">Its name, as in the journal.</param>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="CpuSeconds">Processor time of the worker process.</param>
public sealed record CurationTiming(string Step, double Seconds, double CpuSeconds);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(CurationResult))]
internal sealed partial class CurationResultJsonContext : JsonSerializerContext;
