namespace GreenMl.Datasets;

/// <summary>What the rows of a split must fulfil before they are written.</summary>
internal static class SplitRules
{
    /// <summary>The first broken rule, or null.</summary>
    public static string? Fault(DatasetSchema schema, DatasetTensors rows)
    {
        if (!DatasetSplits.IsKnown(rows.Split))
        {
            return $"a split is one of {string.Join(", ", DatasetSplits.All)}";
        }

        var elements = rows.Rows * (long)schema.RowLength;
        var actual = schema.Kind == DatasetKind.Image ? rows.Pixels?.LongLength : rows.Features?.LongLength;
        if (actual != elements || rows.SourceChunks.Length != rows.Rows || rows.SourceRows.Length != rows.Rows)
        {
            return $"{rows.Rows} labels need {elements} elements and as many sources, not {actual ?? 0} elements, "
                + $"{rows.SourceChunks.Length} chunks and {rows.SourceRows.Length} rows";
        }

        var stray = Array.FindIndex(rows.Labels, label => (uint)label >= (uint)schema.Classes.Count);
        if (stray >= 0)
        {
            return $"row {stray} has the label {rows.Labels[stray]}, but there are {schema.Classes.Count} classes";
        }

        var wild = Array.FindIndex(rows.Features ?? [], feature => !float.IsFinite(feature));
        return wild < 0
            ? null
            : $"row {wild / schema.RowLength}, feature '{schema.Features![wild % schema.RowLength]}' is {rows.Features![wild]}";
    }
}
