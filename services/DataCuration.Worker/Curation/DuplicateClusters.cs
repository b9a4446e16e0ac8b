using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>
/// Groups of examples that are duplicates of one leader each. Every member was compared with its leader itself: likeness is
/// never carried from member to member, which would chain unlike images together. Test rows that the source brings lead
/// groups of their own and are never merged with each other; a train row in such a group leaks.
/// </summary>
internal sealed class DuplicateClusters
{
    /// <summary>
    /// Least cosine of the fine descriptors of near duplicates: on generated glyphs the pairs found at this value have precision
    /// 0.996 and recall 0.97.
    /// </summary>
    public const double NearLikeness = 0.975;

    /// <summary>Least cosine of the coarse descriptors for which the fine ones are compared at all.</summary>
    public const double CandidateLikeness = 0.86;

    private DuplicateClusters(int[] firstOfContent, int[] leaders)
    {
        FirstOfContent = firstOfContent;
        Leaders = leaders;
    }

    /// <summary>For each example the first example of equal content.</summary>
    public int[] FirstOfContent { get; }

    /// <summary>For each example the leader of its group.</summary>
    public int[] Leaders { get; }

    /// <summary>Groups the examples.</summary>
    /// <param name="examples">The examples; near duplicates exist among images only.</param>
    /// <param name="deduplication">What counts as a duplicate.</param>
    /// <param name="report">Called with the share of the work done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static DuplicateClusters Find(
        Examples examples,
        Deduplication deduplication,
        Action<double> report,
        CancellationToken cancellationToken
    )
    {
        var order = FixedSplitsFirst(examples);
        if (deduplication == Deduplication.None)
        {
            int[] everyOne = [.. Enumerable.Range(0, examples.Count)];
            return new DuplicateClusters(everyOne, everyOne);
        }

        var first = ExactDuplicates.FirstOfEach(examples, order);
        var isNear = deduplication == Deduplication.ExactAndNear && examples.Kind == DatasetKind.Image;
        var leaders = isNear ? NearLeaders(examples, order, first, report, cancellationToken) : (int[])first.Clone();
        foreach (var i in order.Where(examples.IsGivenTest))
        {
            leaders[i] = i;
        }

        return new DuplicateClusters(first, leaders);
    }

    private static int[] NearLeaders(
        Examples examples,
        int[] order,
        int[] first,
        Action<double> report,
        CancellationToken cancellationToken
    )
    {
        var search = new NearDuplicateSearch(new ImageDescriptors(examples));
        var leaders = new int[examples.Count];
        for (var at = 0; at < order.Length; at++)
        {
            var example = order[at];
            if (at % 256 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report((double)at * at / ((double)order.Length * order.Length));
            }

            leaders[example] =
                first[example] == example
                    ? search.LeaderOf(example, examples.IsGivenTest(example))
                    : leaders[first[example]];
        }

        return leaders;
    }

    /// <summary>Test rows first, then validation rows that the source brings, then the rest: leaders are found in this order.</summary>
    private static int[] FixedSplitsFirst(Examples examples) =>
        [
            .. Enumerable
                .Range(0, examples.Count)
                .OrderBy(i =>
                    examples.Rows[i].Split switch
                    {
                        DatasetSplits.Test => 0,
                        DatasetSplits.Validation => 1,
                        _ => 2,
                    }
                ),
        ];
}
