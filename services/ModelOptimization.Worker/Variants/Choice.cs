namespace GreenMl.ModelOptimization.Worker.Variants;

/// <summary>Which variant is shipped.</summary>
/// <param name="Chosen">The variant.</param>
/// <param name="Variants">All of them, the original first.</param>
/// <param name="Decisions">What the passes decided, and the choice.</param>
internal sealed record Choice(
    MeasuredVariant Chosen,
    IReadOnlyList<MeasuredVariant> Variants,
    IReadOnlyList<Decision> Decisions
)
{
    /// <summary>
    /// The accepted variant with the least CPU time, and so the least energy, per inference; the original when no other
    /// is accepted.
    /// </summary>
    public static Choice Of(IReadOnlyList<MeasuredVariant> variants, IReadOnlyList<Decision> decisions)
    {
        var chosen =
            variants.Skip(1).Where(variant => variant.Verdict.IsAccepted).MinBy(variant => variant.Cost.CpuSeconds)
            ?? Kept(variants, decisions);
        var choice = new Decision(chosen.Candidate.Name, Decision.Chosen, chosen.Verdict.Reason);
        return new(
            chosen,
            [.. variants.Select((variant, i) => i == 0 ? Original(variant, chosen) : variant)],
            [.. decisions, choice]
        );
    }

    private static MeasuredVariant Original(MeasuredVariant original, MeasuredVariant chosen) =>
        ReferenceEquals(original.Candidate, chosen.Candidate) ? chosen : original;

    private static MeasuredVariant Kept(IReadOnlyList<MeasuredVariant> variants, IReadOnlyList<Decision> decisions)
    {
        var rejected = variants.Skip(1).Select(variant => variant.Candidate.Name);
        var skipped = decisions.Where(decision => decision.Outcome == Decision.Skipped);
        string[] reasons =
        [
            .. rejected.Select(name => $"{name} was rejected"),
            .. skipped.Select(decision => $"{decision.Subject} was not made ({decision.Reason.TrimEnd('.')})"),
        ];
        var reason =
            reasons.Length > 0
                ? $"Kept as it came: {string.Join("; ", reasons)}."
                : "Kept as it came: no pass that changes the model was asked for.";
        return variants[0] with { Verdict = new(true, reason) };
    }
}
