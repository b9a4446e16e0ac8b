using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>Reads the cells of a split column.</summary>
internal static class GivenSplit
{
    /// <summary>The split that a cell names; null where the cell is empty.</summary>
    public static string? Read(string? cell, string path, string column, int row)
    {
        var split = cell?.ToLowerInvariant();
        return split is null || DatasetSplits.IsKnown(split)
            ? split
            : throw InvalidSource.Because(
                $"{path}, row {row + 1}, column '{column}' is '{cell}': a split is train, validation, test or empty."
            );
    }
}
