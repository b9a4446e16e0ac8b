using GreenMl.ModelOptimization.Worker.Measurement;

namespace GreenMl.ModelOptimization.Worker.Variants;

/// <summary>A candidate with what was measured, beside its parent in the same process.</summary>
/// <param name="Candidate">The form measured.</param>
/// <param name="Accuracy">On the whole test split.</param>
/// <param name="Drop">Against the original.</param>
/// <param name="Cost">Of one inference of one row.</param>
/// <param name="Verdict">Whether it may be shipped.</param>
internal sealed record MeasuredVariant(
    Candidate Candidate,
    Accuracy Accuracy,
    PairedDrop Drop,
    InferenceCost Cost,
    Verdict Verdict
);

/// <summary>Whether a variant may be shipped, and why.</summary>
/// <param name="IsAccepted">True when it may.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record Verdict(bool IsAccepted, string Reason);
