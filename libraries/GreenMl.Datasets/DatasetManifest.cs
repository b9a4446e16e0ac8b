using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GreenMl.Datasets;

/// <summary>
/// What a data set is: its schema, its files, and how it was made. The SHA-256 of the canonical form names the data set, so
/// the same content made by the same recipe has the same name. It holds no times, run ids or paths.
/// </summary>
public sealed record DatasetManifest
{
    /// <summary>The name of the manifest file in the folder of the data set.</summary>
    public const string FileName = "manifest.json";

    internal const string CurrentFormat = "greenml-dataset-1";

    /// <summary>The version of this format.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>The form of every row.</summary>
    public required DatasetSchema Schema { get; init; }

    /// <summary>The chunk files; the rows of a split are those of its chunks in this order.</summary>
    public required IReadOnlyList<DatasetChunk> Chunks { get; init; }

    /// <summary>What the data set was made from.</summary>
    public required IReadOnlyList<DatasetParent> Parents { get; init; }

    /// <summary>How it was made.</summary>
    public required DatasetRecipe Recipe { get; init; }

    /// <summary>The file with one decision for every source row, if the data set has one.</summary>
    public DatasetChunk? Decisions { get; init; }

    /// <summary>Counts and moments of the rows.</summary>
    public required DatasetStatistics Statistics { get; init; }

    /// <summary>The name of the data set: the SHA-256 of <see cref="ToCanonicalJson"/> in lower-case hexadecimal digits.</summary>
    [JsonIgnore]
    public string Id => Convert.ToHexStringLower(SHA256.HashData(ToCanonicalJson()));

    /// <summary>
    /// The bytes of the manifest file: UTF-8 JSON without white space, properties in declared order, map keys in ordinal
    /// order, numbers in the shortest form that reads back the same.
    /// </summary>
    public byte[] ToCanonicalJson() =>
        JsonSerializer.SerializeToUtf8Bytes(this, ManifestJsonContext.Default.DatasetManifest);

    /// <summary>Reads the bytes of a manifest file.</summary>
    /// <exception cref="InvalidDatasetException">The bytes are no canonical manifest or break a limit.</exception>
    public static DatasetManifest Parse(ReadOnlySpan<byte> json)
    {
        DatasetManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(json, ManifestJsonContext.Default.DatasetManifest);
        }
        catch (JsonException e)
        {
            throw new InvalidDatasetException($"{FileName} is no manifest: {e.Message}", e);
        }

        var fault = manifest is null ? "it is null" : ManifestRules.Fault(manifest);
        if (fault is null && !json.SequenceEqual(manifest!.ToCanonicalJson()))
        {
            fault = "it is not in the canonical form";
        }

        return fault is null ? manifest! : throw new InvalidDatasetException($"{FileName} is not valid: {fault}.");
    }

    /// <summary>Reads the manifest of the data set in <paramref name="directory"/>.</summary>
    /// <exception cref="InvalidDatasetException">The file is missing, too long or no valid manifest.</exception>
    public static async Task<DatasetManifest> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(directory, FileName));
        if (!file.Exists || file.Length > DatasetLimits.ManifestBytes)
        {
            throw new InvalidDatasetException(
                file.Exists
                    ? $"{file.FullName} has {file.Length} bytes: at most {DatasetLimits.ManifestBytes} are allowed."
                    : $"{directory} holds no data set: {FileName} is missing."
            );
        }

        return Parse(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
    }

    /// <summary>The number of rows of a split; 0 when the data set has no such split.</summary>
    public int RowsOf(string split) => Statistics.Splits.TryGetValue(split, out var rows) ? rows.Rows : 0;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    MaxDepth = 16
)]
[JsonSerializable(typeof(DatasetManifest))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
