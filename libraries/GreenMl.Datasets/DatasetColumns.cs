namespace GreenMl.Datasets;

/// <summary>The fixed column names of chunk and decision files.</summary>
internal static class DatasetColumns
{
    public const string Pixels = "pixels";
    public const string Label = "label";
    public const string SourceChunk = "src_chunk";
    public const string SourceRow = "src_row";
    public const string Decision = "decision";
    public const string Reason = "reason";
    public const string RepresentativeChunk = "representative_chunk";
    public const string RepresentativeRow = "representative_row";
    public const string Split = "split";

    /// <summary>Whether a feature column cannot carry this name.</summary>
    public static bool IsReserved(string name) => name is Label or SourceChunk or SourceRow;
}
