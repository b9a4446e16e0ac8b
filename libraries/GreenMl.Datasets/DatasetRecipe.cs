using System.Collections.Immutable;

namespace GreenMl.Datasets;

/// <summary>A file of a data set.</summary>
/// <param name="File">Its name in the folder of the data set.</param>
/// <param name="Sha256">The SHA-256 of its bytes in lower-case hexadecimal digits.</param>
/// <param name="Rows">The number of its rows.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Split">The split whose rows it holds; null for the decisions file.</param>
public sealed record DatasetChunk(string File, string Sha256, int Rows, long Bytes, string? Split = null);

/// <summary>Something that a data set was made from.</summary>
/// <param name="Id">The SHA-256 of the source file, or the id of the parent data set.</param>
/// <param name="Edge">What the parent was, for instance <c>source</c> or <c>labels</c>.</param>
public sealed record DatasetParent(string Id, string Edge);

/// <summary>How a data set was made: enough to make it again.</summary>
public sealed record DatasetRecipe
{
    /// <summary>The steps in their order.</summary>
    public required IReadOnlyList<DatasetRecipeStep> Steps { get; init; }

    /// <summary>Changes whenever the same steps would give other rows.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>Where every random choice starts.</summary>
    public required ulong Seed { get; init; }
}

/// <summary>One step of a recipe.</summary>
public sealed record DatasetRecipeStep
{
    /// <summary>What was done, for instance <c>deduplicate</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The settings that had an effect, as text, in ordinal order of their names.</summary>
    public required IReadOnlyDictionary<string, string> Parameters
    {
        get;
        init => field = value.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}

/// <summary>Counts and moments of the rows of a data set.</summary>
public sealed record DatasetStatistics
{
    /// <summary>The rows of each split, in ordinal order of the names.</summary>
    public required IReadOnlyDictionary<string, SplitStatistics> Splits
    {
        get;
        init => field = value.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>
    /// Means over the train split: of each feature, or of each channel of an image in pixel units of 0 to 255.
    /// </summary>
    public required IReadOnlyList<double> Means { get; init; }

    /// <summary>Population standard deviations over the train split, in the order and units of <see cref="Means"/>.</summary>
    public required IReadOnlyList<double> StandardDeviations { get; init; }
}

/// <summary>Counts of one split.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="ClassRows">The number of rows of each class, in the order of the schema's classes.</param>
public sealed record SplitStatistics(int Rows, IReadOnlyList<int> ClassRows);
