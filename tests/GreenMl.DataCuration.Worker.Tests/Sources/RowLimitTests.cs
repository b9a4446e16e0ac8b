using CsCheck;
using GreenMl.DataCuration.Worker.Curation;
using GreenMl.DataCuration.Worker.Sources;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Tests.Sources;

public sealed class RowLimitTests
{
    [Fact]
    public void Classes_keep_their_proportion_and_their_first_rows()
    {
        var limited = RowLimit.Apply([.. Rows("aaaaaaaabb"), .. Rows("aabb")], 7);

        Assert.Equal("aaaaa...bb....", Marks(limited));
    }

    [Fact]
    public void The_limit_is_met_exactly_and_shares_differ_by_less_than_a_row() =>
        Gen.Select(Gen.Char['a', 'd'].Array[1, 200], Gen.Int[1, 250])
            .Sample(
                (labels, limit) =>
                {
                    var limited = RowLimit.Apply([.. Rows(new string(labels))], limit);
                    var kept = limited.Where(row => row.Fault is null).CountBy(row => row.Label!).ToDictionary();

                    Assert.Equal(Math.Min(limit, labels.Length), kept.Values.Sum());
                    foreach (var (label, count) in labels.CountBy(label => label))
                    {
                        var share = count * Math.Min(1, limit / (double)labels.Length);
                        Assert.InRange(kept.GetValueOrDefault($"{label}"), share - 1, share + 1);
                    }
                }
            );

    [Fact]
    public void Test_rows_and_faulty_rows_do_not_count()
    {
        SourceRow[] rows =
        [
            .. Rows("ab").Select(row => row with { Split = DatasetSplits.Test }),
            .. Rows("ab").Select(row => row with { Fault = Reasons.InvalidValue }),
            .. Rows("aabb"),
        ];

        Assert.Equal("ab..a.b.", Marks(RowLimit.Apply(rows, 2)));
    }

    private static IEnumerable<SourceRow> Rows(string labels) =>
        labels.Select((label, i) => new SourceRow { Key = new RowKey(0, i), Label = $"{label}" });

    private static string Marks(IEnumerable<SourceRow> rows) =>
        string.Concat(rows.Select(row => row.Fault is null ? row.Label : "."));
}
