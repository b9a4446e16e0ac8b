using System.Security.Cryptography;

namespace GreenMl.Datasets;

/// <summary>
/// Writes a data set into an empty folder: the splits, then the decisions, then the manifest. The same rows in the same
/// order give the same files, byte for byte.
/// </summary>
public sealed class DatasetWriter
{
    /// <summary>Uncompressed bytes after which a chunk ends: small enough to be read and hashed in one piece.</summary>
    private const int TargetChunkBytes = 32 << 20;

    private readonly string _directory;
    private readonly DatasetSchema _schema;
    private readonly List<DatasetChunk> _chunks = [];
    private readonly Dictionary<string, SplitStatistics> _splits = new(StringComparer.Ordinal);
    private (double Mean, double StandardDeviation)[] _moments = [];
    private DatasetChunk? _decisions;

    /// <summary>Prepares to write a data set of <paramref name="schema"/>; creates the folder when it does not exist.</summary>
    /// <exception cref="InvalidDatasetException">The schema breaks a limit.</exception>
    /// <exception cref="IOException">The folder is not empty.</exception>
    public DatasetWriter(string directory, DatasetSchema schema)
    {
        if (schema.Fault() is { } fault)
        {
            throw new InvalidDatasetException($"The data set cannot be written: {fault}.");
        }

        Directory.CreateDirectory(directory);
        if (Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new IOException($"{directory} is not empty: a data set needs a folder of its own.");
        }

        _directory = directory;
        _schema = schema;
    }

    /// <summary>Writes one split. Each split is written at most once.</summary>
    /// <exception cref="ArgumentException">The rows do not fit the schema, or the split is unknown or already written.</exception>
    public async Task AddSplitAsync(DatasetTensors rows, CancellationToken cancellationToken)
    {
        if (SplitRules.Fault(_schema, rows) is { } fault)
        {
            throw new ArgumentException($"The split '{rows.Split}' cannot be written: {fault}.", nameof(rows));
        }

        if (!_splits.TryAdd(rows.Split, SplitMoments.Count(rows)))
        {
            throw new ArgumentException($"The split '{rows.Split}' was already written.", nameof(rows));
        }

        if (rows.Split == DatasetSplits.Train)
        {
            _moments = SplitMoments.Moments(rows);
        }

        var rowBytes = _schema.RowLength * (_schema.Kind == DatasetKind.Image ? 1 : sizeof(float));
        var chunkRows = Math.Max(1, TargetChunkBytes / rowBytes);
        for (var (start, number) = (0, 0); start < rows.Rows; start += chunkRows, number++)
        {
            var range = new Range(start, Math.Min(rows.Rows, start + chunkRows));
            var table = SplitTable.Of(rows, range);
            _chunks.Add(await WriteAsync($"{rows.Split}-{number:D5}.parquet", table, rows.Split, cancellationToken));
        }
    }

    /// <summary>Writes what became of every source row.</summary>
    public async Task AddDecisionsAsync(DecisionTable decisions, CancellationToken cancellationToken) =>
        _decisions = await WriteAsync("decisions.parquet", DecisionFile.Of(decisions), split: null, cancellationToken);

    /// <summary>Writes the manifest, which completes the data set.</summary>
    public async Task<DatasetManifest> CompleteAsync(
        DatasetRecipe recipe,
        IReadOnlyList<DatasetParent> parents,
        CancellationToken cancellationToken
    )
    {
        var manifest = new DatasetManifest
        {
            Schema = _schema,
            Chunks = _chunks,
            Parents = parents,
            Recipe = recipe,
            Decisions = _decisions,
            Statistics = new DatasetStatistics
            {
                Splits = _splits,
                Means = [.. _moments.Select(moment => moment.Mean)],
                StandardDeviations = [.. _moments.Select(moment => moment.StandardDeviation)],
            },
        };
        var path = Path.Combine(_directory, DatasetManifest.FileName);
        await File.WriteAllBytesAsync(path, manifest.ToCanonicalJson(), cancellationToken);
        return manifest;
    }

    private async Task<DatasetChunk> WriteAsync(
        string file,
        ParquetTable table,
        string? split,
        CancellationToken cancellationToken
    )
    {
        var bytes = await table.ToBytesAsync(cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(_directory, file), bytes, cancellationToken);
        return new DatasetChunk(
            file,
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            table.Rows,
            bytes.Length,
            split
        );
    }
}
