using System.Security.Cryptography;
using GreenMl.DataCuration.Worker.Glyphs;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Tests.Glyphs;

public sealed class GlyphGeneratorTests
{
    private static readonly Lazy<GlyphRow[]> Rows = new(() => new GlyphGenerator(seed: 7, rows: 3000).Generate());

    [Fact]
    public void A_seed_gives_the_same_bytes_on_every_machine()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in Rows.Value)
        {
            hash.AppendData(row.Pixels);
            hash.AppendData([(byte)row.Label]);
        }

        Assert.Equal(
            "5f8da8214225e4a3f0ebd7ee8a0724826fc0f2318acb83e1421bf39feffff664",
            Convert.ToHexStringLower(hash.GetCurrentHash())
        );
    }

    [Fact]
    public void Another_seed_gives_other_images() =>
        Assert.Empty(
            new GlyphGenerator(seed: 8, rows: 500)
                .Generate()
                .Where(row => row.Kind == GlyphKind.Unique)
                .Select(row => Convert.ToHexString(row.Pixels))
                .Intersect(Rows.Value.Select(row => Convert.ToHexString(row.Pixels)))
        );

    [Fact]
    public void The_rows_have_the_planned_kinds()
    {
        var byKind = Rows.Value.CountBy(row => row.Kind).ToDictionary();

        Assert.Equal(3000, Rows.Value.Length);
        Assert.Equal(900, byKind[GlyphKind.ExactDuplicate]);
        Assert.Equal(600, byKind[GlyphKind.NearDuplicate]);
        Assert.Equal(30, byKind[GlyphKind.Outlier]);
        Assert.Equal(1470, byKind[GlyphKind.Unique]);
    }

    [Fact]
    public void The_test_rows_are_clean_and_balanced()
    {
        var test = Rows.Value.Where(row => row.Split == DatasetSplits.Test).ToArray();

        Assert.All(test, row => Assert.Equal((GlyphKind.Unique, row.TrueLabel), (row.Kind, row.Label)));
        Assert.All(test.CountBy(row => row.Label), pair => Assert.Equal(50, pair.Value));
        Assert.Equal(test.Length, test.DistinctBy(row => row.Source).Count());
    }

    [Fact]
    public void Train_rows_have_wrong_labels_and_rare_classes()
    {
        var train = Rows.Value.Where(row => row.Split == DatasetSplits.Train).ToArray();
        var wrong = train.Count(row => row.Label != row.TrueLabel) / (double)train.Length;
        var drawn = train.Where(row => row.Kind == GlyphKind.Unique).CountBy(row => row.TrueLabel).ToDictionary();

        Assert.Equal(GlyphGenerator.LabelNoise, wrong, 0.015);
        Assert.InRange(drawn[0] / (double)drawn[9], 3, 8);
    }

    [Fact]
    public void A_tenth_of_the_near_duplicates_leak_from_the_test()
    {
        var tests = Rows.Value.Where(row => row.Split == DatasetSplits.Test).Select(row => row.Source).ToHashSet();

        var leaks = Rows.Value.Where(row => row.Split == DatasetSplits.Train && tests.Contains(row.Source)).ToArray();

        Assert.Equal(60, leaks.Length);
        Assert.All(leaks, row => Assert.Equal(GlyphKind.NearDuplicate, row.Kind));
    }

    [Fact]
    public void Exact_duplicates_have_the_bytes_of_their_source_and_near_duplicates_do_not()
    {
        var originals = Rows.Value.Where(row => row.Kind == GlyphKind.Unique).ToDictionary(row => row.Source);

        Assert.All(
            Rows.Value.Where(row => row.Kind is GlyphKind.ExactDuplicate or GlyphKind.NearDuplicate),
            row =>
                Assert.Equal(
                    row.Kind == GlyphKind.ExactDuplicate,
                    row.Pixels.AsSpan().SequenceEqual(originals[row.Source].Pixels)
                )
        );
    }
}
