using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>One row of a source before anything was decided about it.</summary>
internal sealed record SourceRow
{
    public required RowKey Key { get; init; }

    /// <summary>The class as the source spells it; null where the source gives none.</summary>
    public string? Label { get; init; }

    /// <summary>The split that the source puts the row into; null where curation decides.</summary>
    public string? Split { get; init; }

    /// <summary>Why the row cannot be used, one of <see cref="Reasons"/>; null for a usable row.</summary>
    public string? Fault { get; init; }
}

/// <summary>
/// A landed source: every row, and the content of the usable ones. The content at position k belongs to the k-th row
/// without a fault.
/// </summary>
internal sealed record SourceTable
{
    /// <summary>Every row, in source order.</summary>
    public required IReadOnlyList<SourceRow> Rows { get; init; }

    public required DatasetKind Kind { get; init; }

    /// <summary>Channels, height and width of an image, or the number of features.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The names of the features; null for images.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The images of the usable rows back to back; empty for tabular data.</summary>
    public byte[] Pixels { get; init; } = [];

    /// <summary>The feature vectors of the usable rows back to back; empty for images.</summary>
    public float[] Values { get; init; } = [];

    /// <summary>The files that the rows came from.</summary>
    public required IReadOnlyList<DatasetParent> Parents { get; init; }

    /// <summary>What the source knows beyond its rows, as columns for the decisions file.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Annotations { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();
}
