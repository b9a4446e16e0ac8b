using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>Chooses the example that stands for each group of duplicates.</summary>
internal static class Representatives
{
    /// <summary>
    /// For each example the one that stands for its group: the leader, unless more members carry another label than carry the
    /// leader's; then the first member with the most frequent label. So a wrong label rarely survives its own duplicates.
    /// </summary>
    public static int[] Choose(Examples examples, DuplicateClusters clusters)
    {
        var members = Enumerable.Range(0, examples.Count).ToLookup(i => clusters.Leaders[i]);
        var representatives = new int[examples.Count];
        foreach (var group in members)
        {
            var representative = IsReplaceable(examples, group.Key)
                ? MostAgreed(examples, group.Key, group)
                : group.Key;
            foreach (var member in group)
            {
                representatives[member] = representative;
            }
        }

        return representatives;
    }

    /// <summary>Rows that the source itself puts into a split stay there.</summary>
    private static bool IsReplaceable(Examples examples, int leader) =>
        examples.Rows[leader].Split is null or DatasetSplits.Train;

    private static int MostAgreed(Examples examples, int leader, IEnumerable<int> members)
    {
        var byLabel = members.GroupBy(i => examples.Labels[i]).ToArray();
        if (byLabel.Length == 1)
        {
            return leader;
        }

        var leaderCount = byLabel.First(group => group.Key == examples.Labels[leader]).Count();
        var most = byLabel.OrderByDescending(group => group.Count()).ThenBy(group => group.First()).First();
        return most.Count() > leaderCount ? most.First() : leader;
    }
}
