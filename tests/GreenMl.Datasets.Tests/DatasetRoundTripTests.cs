using CsCheck;
using GreenMl.Testing;

namespace GreenMl.Datasets.Tests;

public sealed class DatasetRoundTripTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Images_are_read_back_as_written()
    {
        var written = Example.ImageRows(DatasetSplits.Train, 7);
        var manifest = await Example.WriteAsync(_directory.Combine("set"), written);

        var read = await DatasetReader.ReadAsync(
            _directory.Combine("set"),
            DatasetSplits.Train,
            CancellationToken.None
        );

        Assert.Equal(7, manifest.RowsOf(DatasetSplits.Train));
        Assert.Equal([3, 4, 5], read.Schema.Shape);
        Assert.Equal(["cat", "dog"], read.Schema.Classes);
        Assert.Equal(written.Pixels, read.Pixels);
        Assert.Equal(written.Labels, read.Labels);
        Assert.Equal(written.SourceRows, read.SourceRows);
        Assert.Equal(written.PixelsOf(6), read.PixelsOf(6));
        Assert.Null(read.Features);
    }

    [Fact]
    public async Task Features_are_read_back_as_written()
    {
        float[] values = [1.5f, -2, 0, float.Epsilon, float.MaxValue, -0.1f];
        await Example.WriteAsync(_directory.Combine("set"), Example.FeatureRows(DatasetSplits.Test, values));

        var read = await DatasetReader.ReadAsync(_directory.Combine("set"), DatasetSplits.Test, CancellationToken.None);

        Assert.Equal(values, read.Features);
        Assert.Equal([0f, float.Epsilon], read.FeaturesOf(1).ToArray());
        Assert.Equal(["height", "weight"], read.Schema.Features);
    }

    [Fact]
    public async Task A_split_larger_than_a_chunk_is_written_in_several_and_read_back_in_order()
    {
        var schema = DatasetSchema.ForImages(1, 1024, 1024, ["a", "b"]);
        var pixels = new byte[40 << 20];
        for (var i = 0; i < 40; i++)
        {
            pixels[i << 20] = (byte)i;
        }

        var rows = new DatasetTensors
        {
            Schema = schema,
            Split = DatasetSplits.Train,
            Pixels = pixels,
            Labels = new int[40],
            SourceChunks = new int[40],
            SourceRows = [.. Enumerable.Range(0, 40)],
        };

        var manifest = await Example.WriteAsync(_directory.Combine("set"), rows);
        var read = await DatasetReader.ReadAsync(
            _directory.Combine("set"),
            DatasetSplits.Train,
            CancellationToken.None
        );

        Assert.Equal([32, 8], manifest.Chunks.Select(chunk => chunk.Rows));
        Assert.Equal(rows.SourceRows, read.SourceRows);
        Assert.True(read.Pixels.AsSpan().SequenceEqual(pixels));
    }

    [Fact]
    public async Task A_split_without_rows_is_empty()
    {
        await Example.WriteAsync(_directory.Combine("set"), Example.ImageRows(DatasetSplits.Train, 2));

        var read = await DatasetReader.ReadAsync(
            _directory.Combine("set"),
            DatasetSplits.Validation,
            CancellationToken.None
        );

        Assert.Equal(0, read.Rows);
    }

    [Fact]
    public async Task The_same_rows_give_the_same_bytes_and_the_same_id()
    {
        var rows = Example.ImageRows(DatasetSplits.Train, 50);

        var first = await Example.WriteAsync(_directory.Combine("one"), rows);
        var second = await Example.WriteAsync(_directory.Combine("two"), rows);

        Assert.Equal(first.Id, second.Id);
        foreach (var path in Directory.GetFiles(_directory.Combine("one")))
        {
            var twin = _directory.Combine(Path.Combine("two", Path.GetFileName(path)));
            Assert.Equal(await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(twin));
        }
    }

    [Fact]
    public async Task One_changed_pixel_changes_the_id()
    {
        var rows = Example.ImageRows(DatasetSplits.Train, 50);
        var first = await Example.WriteAsync(_directory.Combine("one"), rows);

        rows.Pixels![100]++;
        var second = await Example.WriteAsync(_directory.Combine("two"), rows);

        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task Decisions_are_read_back_as_written()
    {
        RowDecision[] rows =
        [
            new()
            {
                Source = new RowKey(0, 0),
                IsKept = true,
                Reason = "unique",
                Split = DatasetSplits.Train,
            },
            new()
            {
                Source = new RowKey(0, 1),
                IsKept = false,
                Reason = "exact_duplicate",
                Representative = new RowKey(0, 0),
                Split = DatasetSplits.Train,
            },
            new()
            {
                Source = new RowKey(1, 0),
                IsKept = false,
                Reason = "missing_label",
            },
        ];
        var annotations = new Dictionary<string, IReadOnlyList<string>> { ["kind"] = ["plain", "exact", ""] };
        var writer = new DatasetWriter(_directory.Combine("set"), Example.Images);
        await writer.AddDecisionsAsync(new DecisionTable(rows, annotations), CancellationToken.None);
        await writer.CompleteAsync(Example.Recipe, [], CancellationToken.None);

        var read = await DatasetReader.ReadDecisionsAsync(_directory.Combine("set"), CancellationToken.None);

        Assert.Equal(rows, read.Rows);
        Assert.Equal(["plain", "exact", ""], read.Annotations["kind"]);
    }

    [Fact]
    public async Task A_data_set_without_decisions_says_so()
    {
        await Example.WriteAsync(_directory.Combine("set"), Example.ImageRows(DatasetSplits.Train, 2));

        var error = await Assert.ThrowsAsync<InvalidDatasetException>(() =>
            DatasetReader.ReadDecisionsAsync(_directory.Combine("set"), CancellationToken.None)
        );

        Assert.Contains("keeps no decisions", error.Message);
    }

    [Fact]
    public async Task Statistics_count_every_split_and_describe_the_train_split()
    {
        var manifest = await Example.WriteAsync(
            _directory.Combine("set"),
            Example.FeatureRows(DatasetSplits.Train, 1, 10, 3, 10),
            Example.FeatureRows(DatasetSplits.Test, 100, 100)
        );

        Assert.Equal([2d, 10d], manifest.Statistics.Means);
        Assert.Equal([1d, 0d], manifest.Statistics.StandardDeviations);
        Assert.Equal([2, 0], manifest.Statistics.Splits[DatasetSplits.Train].ClassRows);
        Assert.Equal(1, manifest.RowsOf(DatasetSplits.Test));
    }

    [Fact]
    public void Image_statistics_agree_with_their_definition() =>
        Gen
            .Byte.Array[2 * 3 * 4]
            .Sample(pixels =>
            {
                var schema = DatasetSchema.ForImages(3, 2, 2, ["a", "b"]);
                var rows = new DatasetTensors
                {
                    Schema = schema,
                    Split = DatasetSplits.Train,
                    Pixels = pixels,
                    Labels = [0, 1],
                    SourceChunks = [0, 0],
                    SourceRows = [0, 1],
                };
                var moments = SplitMoments.Moments(rows);
                for (var channel = 0; channel < 3; channel++)
                {
                    var values = pixels.Where((_, i) => i / 4 % 3 == channel).Select(v => (double)v).ToArray();
                    var mean = values.Average();
                    var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
                    Assert.Equal(mean, moments[channel].Mean, 9);
                    Assert.Equal(deviation, moments[channel].StandardDeviation, 9);
                }
            });
}
