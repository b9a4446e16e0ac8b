using GreenMl.DataCuration.Worker.Curation;
using GreenMl.DataCuration.Worker.Glyphs;

namespace GreenMl.DataCuration.Worker.Tests.Curation;

/// <summary>Duplicates found among generated glyphs, against what the generator knows.</summary>
public sealed class DuplicateQualityTests
{
    private static readonly Lazy<(GlyphRow[] Rows, DuplicateClusters Clusters)> Found = new(() =>
    {
        var rows = new GlyphGenerator(seed: 11, rows: 3000).Generate();
        return (rows, Find(ImageTables.Of(rows)));
    });

    [Fact]
    public void Pairs_of_duplicates_are_found_with_high_precision_and_recall()
    {
        var (rows, clusters) = Found.Value;
        var glyphs = Enumerable.Range(0, rows.Length).Where(i => rows[i].Kind != GlyphKind.Outlier).ToArray();

        var actual = Pairs(glyphs.GroupBy(i => rows[i].Source));
        var found = Pairs(glyphs.GroupBy(i => clusters.Leaders[i]));
        var right = Pairs(glyphs.GroupBy(i => (clusters.Leaders[i], rows[i].Source)));

        Assert.InRange(right / (double)found, 0.98, 1);
        Assert.InRange(right / (double)actual, 0.92, 1);
    }

    [Fact]
    public void Exact_duplicates_are_found_without_exception()
    {
        var (rows, clusters) = Found.Value;
        var bySource = rows.Select((row, i) => (row, i))
            .Where(pair => pair.row.Kind is GlyphKind.Unique or GlyphKind.ExactDuplicate)
            .GroupBy(pair => pair.row.Source);

        Assert.All(bySource, group => Assert.Single(group.Select(pair => clusters.FirstOfContent[pair.i]).Distinct()));
        Assert.All(
            clusters.FirstOfContent.Select((first, i) => (first, i)),
            pair => Assert.Equal(rows[pair.first].Pixels, rows[pair.i].Pixels)
        );
    }

    [Fact]
    public void Nine_of_ten_leaks_are_found()
    {
        var (rows, clusters) = Found.Value;
        var tests = rows.Where(row => row.Split == "test").Select(row => row.Source).ToHashSet();
        var leaks = Enumerable
            .Range(0, rows.Length)
            .Where(i => rows[i].Split == "train" && tests.Contains(rows[i].Source));

        var found = leaks.Count(i => rows[clusters.Leaders[i]].Split == "test");

        Assert.InRange(found / (double)leaks.Count(), 0.9, 1);
    }

    [Fact]
    public void Every_member_is_like_its_leader_itself()
    {
        var (rows, clusters) = Found.Value;
        var descriptors = new ImageDescriptors(ImageTables.Of(rows));
        var members = Enumerable.Range(0, rows.Length).Where(i => clusters.FirstOfContent[i] != clusters.Leaders[i]);

        Assert.All(
            members.Where(i => clusters.Leaders[i] != i),
            i =>
                Assert.InRange(
                    descriptors.FineLikeness(clusters.FirstOfContent[i], clusters.Leaders[i]),
                    DuplicateClusters.NearLikeness,
                    1.0001
                )
        );
    }

    [Fact]
    public void Drawings_of_one_class_differ_more_than_scans_of_one_drawing()
    {
        var (rows, _) = Found.Value;
        var descriptors = new ImageDescriptors(ImageTables.Of(rows));
        var originals = Enumerable.Range(0, rows.Length).Where(i => rows[i].Kind == GlyphKind.Unique).ToArray();
        var bySource = originals.ToDictionary(i => rows[i].Source);
        var scans = Enumerable.Range(0, rows.Length).Where(i => rows[i].Kind == GlyphKind.NearDuplicate).ToArray();

        var toSource = scans.Select(i => descriptors.FineLikeness(i, bySource[rows[i].Source])).Order().ToArray();
        var toNearest = originals
            .Take(200)
            .Select(i => originals.Where(j => j != i).Max(j => descriptors.FineLikeness(i, j)))
            .Order()
            .ToArray();

        Assert.True(toSource[toSource.Length / 20] > toNearest[toNearest.Length * 95 / 100]);
    }

    private static DuplicateClusters Find(Examples examples) =>
        DuplicateClusters.Find(examples, Deduplication.ExactAndNear, _ => { }, CancellationToken.None);

    private static long Pairs<TKey>(IEnumerable<IGrouping<TKey, int>> groups) =>
        groups.Sum(group => (long)group.Count() * (group.Count() - 1) / 2);
}
