namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>Which rows count as duplicates.</summary>
internal enum Deduplication
{
    /// <summary>Rows of equal content and, among images, rows that nearly look the same.</summary>
    ExactAndNear,

    /// <summary>Rows of equal content.</summary>
    Exact,

    /// <summary>No row is a duplicate.</summary>
    None,
}

/// <summary>What curation does with the rows of a source.</summary>
internal sealed record CurationPolicy
{
    /// <summary>Which rows count as duplicates.</summary>
    public required Deduplication Deduplication { get; init; }

    /// <summary>
    /// Keeps every usable row. Test and validation rows are those of the curated data set; all other rows train, duplicates of
    /// test rows included, as in a snapshot that nobody curated.
    /// </summary>
    public required bool IsRaw { get; init; }

    /// <summary>The share of each class that tests, 0 to 0.5; without effect where the source brings test rows.</summary>
    public required double TestFraction { get; init; }

    /// <summary>The share of the other rows of each class that validates; without effect where the source brings such rows.</summary>
    public required double ValidationFraction { get; init; }

    /// <summary>Where every random choice starts.</summary>
    public required ulong Seed { get; init; }
}
