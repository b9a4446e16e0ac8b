namespace GreenMl.Datasets;

/// <summary>The names of the parts of a data set.</summary>
public static class DatasetSplits
{
    /// <summary>Rows that a model learns from.</summary>
    public const string Train = "train";

    /// <summary>Rows that steer the training: early stopping, calibration, the choice between candidates.</summary>
    public const string Validation = "validation";

    /// <summary>Rows that only measure the result.</summary>
    public const string Test = "test";

    /// <summary>Every name, in the order in which splits are written.</summary>
    public static IReadOnlyList<string> All { get; } = [Train, Validation, Test];

    /// <summary>Whether <paramref name="split"/> is one of the names.</summary>
    public static bool IsKnown(string? split) => split is Train or Validation or Test;
}
