using GreenMl.Testing;

namespace GreenMl.Datasets.Tests;

public sealed class InputEncodingTests
{
    [Fact]
    public async Task Pixels_are_divided_by_255()
    {
        using var folder = new TemporaryDirectory();
        var rows = Example.ImageRows(DatasetSplits.Train, 2);
        var encoding = InputEncoding.Of(await Example.WriteAsync(folder.Path, rows));
        var input = new float[rows.Schema.RowLength];
        encoding.Encode(rows, 1, input);
        Assert.Equal(rows.PixelsOf(1).ToArray().Select(pixel => pixel / 255f), input);
        Assert.Empty(encoding.Means);
    }

    [Fact]
    public async Task Features_are_standardized_by_the_train_split_and_constant_ones_stay_finite()
    {
        using var folder = new TemporaryDirectory();
        var train = Example.FeatureRows(DatasetSplits.Train, 1, 5, 3, 5);
        var encoding = InputEncoding.Of(await Example.WriteAsync(folder.Path, train));
        var input = new float[2];
        encoding.Encode(Example.FeatureRows(DatasetSplits.Test, 4, 5), 0, input);
        Assert.Equal([2f, 0f], input);
    }
}
