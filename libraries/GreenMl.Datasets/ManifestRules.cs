using System.Text.RegularExpressions;

namespace GreenMl.Datasets;

/// <summary>The rules that a manifest from outside must keep before any of its files is opened.</summary>
internal static partial class ManifestRules
{
    /// <summary>The first broken rule, or null.</summary>
    public static string? Fault(DatasetManifest manifest)
    {
        if (manifest.Format != DatasetManifest.CurrentFormat)
        {
            return $"the format is '{manifest.Format}'";
        }

        return manifest.Schema.Fault() ?? ChunksFault(manifest) ?? StatisticsFault(manifest);
    }

    private static string? ChunksFault(DatasetManifest manifest)
    {
        if (manifest.Chunks.Count > DatasetLimits.Chunks)
        {
            return $"it names {manifest.Chunks.Count} chunks: at most {DatasetLimits.Chunks} are allowed";
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in manifest.Chunks.Concat(manifest.Decisions is { } decisions ? [decisions] : []))
        {
            var fault = names.Add(chunk.File) ? ChunkFault(chunk) : $"the file '{chunk.File}' appears twice";
            if (fault is not null)
            {
                return fault;
            }
        }

        return manifest.Chunks.FirstOrDefault(chunk => !DatasetSplits.IsKnown(chunk.Split)) is { } stray
            ? $"the chunk '{stray.File}' belongs to the unknown split '{stray.Split}'"
            : null;
    }

    private static string? ChunkFault(DatasetChunk chunk)
    {
        if (!ChunkName().IsMatch(chunk.File))
        {
            return $"'{chunk.File}' is no chunk file name: expected a-z, 0-9 and '-', ending in .parquet";
        }

        if (chunk.Rows is < 0 or > DatasetLimits.Rows || chunk.Bytes is < 1 or > DatasetLimits.ChunkBytes)
        {
            return $"the chunk '{chunk.File}' claims {chunk.Rows} rows in {chunk.Bytes} bytes: at most {DatasetLimits.Rows} rows "
                + $"in 1 to {DatasetLimits.ChunkBytes} bytes are allowed";
        }

        return Sha256().IsMatch(chunk.Sha256)
            ? null
            : $"the chunk '{chunk.File}' has the invalid hash '{chunk.Sha256}'";
    }

    private static string? StatisticsFault(DatasetManifest manifest)
    {
        foreach (var split in DatasetSplits.All)
        {
            var rows = manifest.Chunks.Where(chunk => chunk.Split == split).Sum(chunk => (long)chunk.Rows);
            var bytes =
                rows * manifest.Schema.RowLength * (manifest.Schema.Kind == DatasetKind.Image ? 1 : sizeof(float));
            if (rows > DatasetLimits.Rows || bytes > DatasetLimits.SplitBytes)
            {
                return $"the split '{split}' has {rows} rows of {bytes} bytes: at most {DatasetLimits.Rows} rows and "
                    + $"{DatasetLimits.SplitBytes} bytes are allowed";
            }

            if (rows != manifest.RowsOf(split))
            {
                return $"the split '{split}' has {manifest.RowsOf(split)} rows in the statistics and {rows} in its chunks";
            }
        }

        return null;
    }

    [GeneratedRegex(
        @"\A[a-z0-9][a-z0-9-]{0,99}\.parquet\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex ChunkName();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Sha256();
}
