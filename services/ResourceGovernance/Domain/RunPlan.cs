namespace GreenMl.ResourceGovernance.Domain;

/// <summary>The four phases whose services do the work of a run.</summary>
internal enum RunPhase
{
    Curation,
    Training,
    Optimization,
    Hosting,
}

/// <summary>One step of a run: a phase, done well or done the naive way for comparison.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="IsBaseline">Whether the step does the naive thing.</param>
internal sealed record PlannedStep(RunPhase Phase, bool IsBaseline);

/// <summary>
/// The order of a run's steps. The baseline goes first, so that the run ends with its endpoint in service; no two steps
/// run at the same time, so that neither pays for the other.
/// </summary>
internal static class RunPlan
{
    private static readonly RunPhase[] Comparable = [RunPhase.Curation, RunPhase.Training, RunPhase.Optimization];

    public static IReadOnlyList<PlannedStep> Create(bool withBaseline, bool withEndpoint)
    {
        var baseline = withBaseline ? Comparable.Select(phase => new PlannedStep(phase, IsBaseline: true)) : [];
        var steps = Comparable.Select(phase => new PlannedStep(phase, IsBaseline: false));
        PlannedStep[] endpoint = withEndpoint ? [new(RunPhase.Hosting, IsBaseline: false)] : [];
        return [.. baseline, .. steps, .. endpoint];
    }
}
