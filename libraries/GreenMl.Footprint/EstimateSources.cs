namespace GreenMl.Footprint;

/// <summary>How grades and sources combine.</summary>
internal static class EstimateSources
{
    private const string SourceSeparator = " | ";

    public static EvidenceGrade Worst(EvidenceGrade left, EvidenceGrade right) => left > right ? left : right;

    /// <summary>Joins two source texts, each part once, in ordinal order so that the order of adding does not matter.</summary>
    public static string Merge(string left, string right) =>
        left == right || right.Length == 0 ? left
        : left.Length == 0 ? right
        : string.Join(
            SourceSeparator,
            left.Split(SourceSeparator)
                .Concat(right.Split(SourceSeparator))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
}
