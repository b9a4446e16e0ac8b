namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>Why a row was kept or dropped. The words are part of the decisions file: they never change.</summary>
internal static class Reasons
{
    /// <summary>Kept: no other row is like it.</summary>
    public const string Unique = "unique";

    /// <summary>Kept: it stands for its duplicates.</summary>
    public const string Representative = "representative";

    /// <summary>Kept only because nothing is dropped from a raw snapshot.</summary>
    public const string Raw = "raw";

    /// <summary>Dropped: the same content as the representative.</summary>
    public const string ExactDuplicate = "exact_duplicate";

    /// <summary>Dropped: nearly the image of the representative.</summary>
    public const string NearDuplicate = "near_duplicate";

    /// <summary>Dropped from training: the same content as a test row.</summary>
    public const string ExactLeakage = "exact_leakage";

    /// <summary>Dropped from training: nearly the image of a test row.</summary>
    public const string NearLeakage = "near_leakage";

    /// <summary>Dropped: the source gives no label.</summary>
    public const string MissingLabel = "missing_label";

    /// <summary>Dropped: a feature is missing, no number, or not finite.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>Dropped: beyond the row limit that was asked for.</summary>
    public const string RowLimit = "row_limit";
}
