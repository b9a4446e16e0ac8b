using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>
/// Puts whole groups of duplicates into splits, so that no group crosses from training to validation or test. Each class
/// gives the same share; within a class a seeded order decides.
/// </summary>
internal static class SplitPlan
{
    /// <summary>The split of each example: that of the representative of its group.</summary>
    public static string[] Assign(Examples examples, int[] representatives, CurationPolicy policy)
    {
        var splits = examples.Rows.Select(row => row.Split ?? DatasetSplits.Train).ToArray();
        var free = Enumerable
            .Range(0, examples.Count)
            .Where(i => representatives[i] == i && splits[i] == DatasetSplits.Train)
            .ToList();
        Draw(DatasetSplits.Test, policy.TestFraction);
        Draw(DatasetSplits.Validation, policy.ValidationFraction);
        return [.. representatives.Select(representative => splits[representative])];

        void Draw(string split, double fraction)
        {
            if (!splits.Contains(split))
            {
                foreach (var i in Stratified(examples, free, fraction, policy.Seed))
                {
                    splits[i] = split;
                }
            }

            free.RemoveAll(i => splits[i] != DatasetSplits.Train);
        }
    }

    /// <summary>The rounded share of each class, but never all of a class.</summary>
    private static List<int> Stratified(Examples examples, List<int> from, double fraction, ulong seed)
    {
        var drawn = new List<int>();
        foreach (var group in from.GroupBy(i => examples.Labels[i]))
        {
            var ordered = group.OrderBy(i => Rank(seed, examples.Rows[i].Key)).ToArray();
            var count = Math.Min(ordered.Length - 1, (int)((ordered.Length * fraction) + 0.5));
            drawn.AddRange(ordered.Take(count));
        }

        return drawn;
    }

    private static ulong Rank(ulong seed, RowKey key) =>
        SeededRandom.Mix(SeededRandom.Mix(seed) ^ (((ulong)(uint)key.Chunk << 32) | (uint)key.Row));
}
