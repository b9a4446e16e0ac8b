using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>What was decided about each example of a source.</summary>
/// <param name="Decisions">One decision per example, in their order.</param>
/// <param name="Leaks">The train examples that are duplicates of test examples, each with its test example.</param>
internal sealed record CurationOutcome(RowDecision[] Decisions, IReadOnlyList<Leak> Leaks)
{
    /// <summary>The kept examples of a split in source order.</summary>
    public int[] Kept(string split) =>
        [.. Enumerable.Range(0, Decisions.Length).Where(i => Decisions[i].IsKept && Decisions[i].Split == split)];
}

/// <summary>A train row whose content a test row shares.</summary>
/// <param name="Train">The train row.</param>
/// <param name="Test">The test row.</param>
/// <param name="IsExact">Whether the content is equal, not only alike.</param>
internal sealed record Leak(RowKey Train, RowKey Test, bool IsExact);

/// <summary>Decides about every example: duplicates, leakage between splits, and the splits themselves.</summary>
internal static class Curator
{
    /// <summary>Applies <paramref name="policy"/> to the groups found before.</summary>
    public static CurationOutcome Decide(Examples examples, DuplicateClusters clusters, CurationPolicy policy)
    {
        var representatives = Representatives.Choose(examples, clusters);
        var splits = SplitPlan.Assign(examples, representatives, policy);
        var groupSizes = representatives.CountBy(i => i).ToDictionary();
        var decisions = new RowDecision[examples.Count];
        var leaks = new List<Leak>();
        for (var i = 0; i < decisions.Length; i++)
        {
            var representative = representatives[i];
            if (representative == i)
            {
                decisions[i] = Keep(
                    examples.Rows[i].Key,
                    groupSizes[i] == 1 ? Reasons.Unique : Reasons.Representative,
                    splits[i]
                );
                continue;
            }

            var isExact = clusters.FirstOfContent[i] == clusters.FirstOfContent[representative];
            var leaksFromTest =
                examples.IsGivenTest(representative) || (policy.IsRaw && splits[i] == DatasetSplits.Test);
            var key = examples.Rows[i].Key;
            if (leaksFromTest)
            {
                leaks.Add(new Leak(key, examples.Rows[representative].Key, isExact));
            }

            decisions[i] = policy.IsRaw
                ? Keep(key, Reasons.Raw, DatasetSplits.Train)
                : Drop(
                    key,
                    Reason(isExact, leaksFromTest),
                    examples.Rows[representative].Key,
                    leaksFromTest ? DatasetSplits.Train : splits[i]
                );
        }

        return new CurationOutcome(decisions, leaks);
    }

    private static string Reason(bool isExact, bool isLeak) =>
        (isExact, isLeak) switch
        {
            (true, true) => Reasons.ExactLeakage,
            (false, true) => Reasons.NearLeakage,
            (true, false) => Reasons.ExactDuplicate,
            (false, false) => Reasons.NearDuplicate,
        };

    private static RowDecision Keep(RowKey source, string reason, string split) =>
        new()
        {
            Source = source,
            IsKept = true,
            Reason = reason,
            Split = split,
        };

    private static RowDecision Drop(RowKey source, string reason, RowKey representative, string split) =>
        new()
        {
            Source = source,
            IsKept = false,
            Reason = reason,
            Representative = representative,
            Split = split,
        };
}
