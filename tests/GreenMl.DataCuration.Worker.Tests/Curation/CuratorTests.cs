using CsCheck;
using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Tests.Curation;

public sealed class CuratorTests
{
    private static readonly CurationPolicy Policy = new()
    {
        Deduplication = Deduplication.Exact,
        IsRaw = false,
        TestFraction = 0.2,
        ValidationFraction = 0.1,
        Seed = 3,
    };

    /// <summary>Rows of one pixel; few values, so that duplicates abound. The first two fix the classes.</summary>
    private static readonly Gen<Examples> Tables = Gen.Select(Gen.Byte[0, 12], Gen.Int[0, 2], Gen.Int[0, 5])
        .Array[2, 60]
        .Select(rows =>
            ImageTables.Of(
                1,
                [.. rows.Select((row, i) => ((byte[])[row.Item1], $"{(i < 2 ? i : row.Item2)}", SplitName(row.Item3)))]
            )
        );

    [Fact]
    public void No_content_is_kept_in_two_splits() =>
        Tables.Sample(examples =>
        {
            var outcome = Decide(examples, Policy);
            var splitsOfContent = Kept(outcome)
                .GroupBy(i => examples.PixelsOf(i)[0])
                .Select(group => group.Select(i => outcome.Decisions[i].Split).Distinct().Count());

            Assert.All(splitsOfContent, count => Assert.Equal(1, count));
        });

    [Fact]
    public void Every_dropped_row_names_a_kept_row_of_the_same_content() =>
        Tables.Sample(examples =>
        {
            var outcome = Decide(examples, Policy);
            foreach (
                var (decision, i) in outcome
                    .Decisions.Select((decision, i) => (decision, i))
                    .Where(p => !p.decision.IsKept)
            )
            {
                var representative = decision.Representative!.Value.Row;
                Assert.True(outcome.Decisions[representative].IsKept);
                Assert.Equal(examples.PixelsOf(representative)[0], examples.PixelsOf(i)[0]);
            }
        });

    [Fact]
    public void Test_rows_of_the_source_are_all_kept_as_they_are() =>
        Tables.Sample(examples =>
        {
            var outcome = Decide(examples, Policy);
            var given = Enumerable.Range(0, examples.Count).Where(examples.IsGivenTest).ToArray();

            if (given.Length > 0)
            {
                Assert.Equal(given, outcome.Kept(DatasetSplits.Test));
            }
        });

    [Fact]
    public void A_raw_snapshot_keeps_every_row_and_tests_on_the_same_rows() =>
        Tables.Sample(examples =>
        {
            var curated = Decide(examples, Policy);
            var raw = Decide(examples, Policy with { IsRaw = true });

            Assert.All(raw.Decisions, decision => Assert.True(decision.IsKept));
            Assert.Equal(curated.Kept(DatasetSplits.Test), raw.Kept(DatasetSplits.Test));
            Assert.Equal(curated.Kept(DatasetSplits.Validation), raw.Kept(DatasetSplits.Validation));
        });

    [Fact]
    public void Without_deduplication_every_row_is_kept() =>
        Tables.Sample(examples =>
            Kept(Decide(examples, Policy with { Deduplication = Deduplication.None })).Count() == examples.Count
        );

    [Fact]
    public void A_train_row_with_the_content_of_a_test_row_leaks_and_is_dropped()
    {
        var examples = ImageTables.Of(1, ([7], "a", null), ([8], "b", null), ([7], "a", "test"), ([9], "b", "train"));

        var outcome = Decide(examples, Policy);

        Assert.Equal((false, Reasons.ExactLeakage), (outcome.Decisions[0].IsKept, outcome.Decisions[0].Reason));
        Assert.Equal(new Leak(new RowKey(0, 0), new RowKey(0, 2), IsExact: true), Assert.Single(outcome.Leaks));
    }

    [Fact]
    public void The_label_that_most_duplicates_carry_wins()
    {
        var examples = ImageTables.Of(1, ([7], "wrong", null), ([7], "right", null), ([7], "right", null));

        var outcome = Decide(examples, Policy);

        Assert.Equal([false, true, false], outcome.Decisions.Select(decision => decision.IsKept));
        Assert.Equal(new RowKey(0, 1), outcome.Decisions[0].Representative);
    }

    [Fact]
    public void A_tie_between_labels_goes_to_the_first_row()
    {
        var examples = ImageTables.Of(1, ([7], "one", null), ([7], "two", null), ([8], "two", null));

        Assert.True(Decide(examples, Policy).Decisions[0].IsKept);
    }

    [Fact]
    public void Each_class_gives_its_share_to_every_split()
    {
        var rows = Enumerable
            .Range(0, 250)
            .Select(i => ((byte[])[(byte)i], i < 200 ? "many" : "few", (string?)null))
            .ToArray();
        var examples = ImageTables.Of(1, rows);

        var outcome = Decide(examples, Policy);

        Assert.Equal([10, 40], CountByClass(examples, outcome.Kept(DatasetSplits.Test)));
        Assert.Equal([4, 16], CountByClass(examples, outcome.Kept(DatasetSplits.Validation)));
        Assert.Equal([36, 144], CountByClass(examples, outcome.Kept(DatasetSplits.Train)));
    }

    [Fact]
    public void Another_seed_tests_on_other_rows()
    {
        var rows = Enumerable.Range(0, 100).Select(i => ((byte[])[(byte)i], $"{i % 2}", (string?)null)).ToArray();
        var examples = ImageTables.Of(1, rows);

        var first = Decide(examples, Policy).Kept(DatasetSplits.Test);
        var second = Decide(examples, Policy with { Seed = 4 }).Kept(DatasetSplits.Test);

        Assert.NotEqual(first, second);
    }

    private static string? SplitName(int choice) =>
        choice switch
        {
            0 => DatasetSplits.Test,
            1 => DatasetSplits.Validation,
            2 => DatasetSplits.Train,
            _ => null,
        };

    private static int[] CountByClass(Examples examples, int[] rows) =>
        [.. examples.Classes.Select((_, label) => rows.Count(i => examples.Labels[i] == label))];

    private static IEnumerable<int> Kept(CurationOutcome outcome) =>
        Enumerable.Range(0, outcome.Decisions.Length).Where(i => outcome.Decisions[i].IsKept);

    private static CurationOutcome Decide(Examples examples, CurationPolicy policy)
    {
        var clusters = DuplicateClusters.Find(examples, policy.Deduplication, _ => { }, CancellationToken.None);
        return Curator.Decide(examples, clusters, policy);
    }
}
