using System.Runtime.InteropServices;

namespace GreenMl.Datasets;

/// <summary>Where a row comes from.</summary>
/// <param name="Chunk">The number of the source.</param>
/// <param name="Row">The zero-based row in it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RowKey(int Chunk, int Row);

/// <summary>What curation did with one source row, and why.</summary>
public sealed record RowDecision
{
    /// <summary>The source row.</summary>
    public required RowKey Source { get; init; }

    /// <summary>Whether the row is part of the data set.</summary>
    public required bool IsKept { get; init; }

    /// <summary>Why, as a stable lower-case word such as <c>near_duplicate</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The kept row that stands for a dropped duplicate; null where there is none.</summary>
    public RowKey? Representative { get; init; }

    /// <summary>The split that the row is in, or would have been in; null when none was decided.</summary>
    public string? Split { get; init; }
}

/// <summary>One decision for every source row.</summary>
/// <param name="Rows">The decisions in the order of the source rows.</param>
/// <param name="Annotations">Further columns of text by name, each as long as <paramref name="Rows"/>.</param>
public sealed record DecisionTable(
    IReadOnlyList<RowDecision> Rows,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Annotations
);
