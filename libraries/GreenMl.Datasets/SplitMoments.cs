namespace GreenMl.Datasets;

/// <summary>
/// Computes the statistics of a split. Sums run in row order in double precision, so they do not depend on the machine.
/// </summary>
internal static class SplitMoments
{
    /// <summary>Rows in total and by class.</summary>
    public static SplitStatistics Count(DatasetTensors rows)
    {
        var byClass = new int[rows.Schema.Classes.Count];
        foreach (var label in rows.Labels)
        {
            byClass[label]++;
        }

        return new SplitStatistics(rows.Rows, byClass);
    }

    /// <summary>Mean and population standard deviation of every feature or image channel.</summary>
    public static (double Mean, double StandardDeviation)[] Moments(DatasetTensors rows) =>
        rows.Schema.Kind == DatasetKind.Image ? ChannelMoments(rows) : FeatureMoments(rows);

    private static (double Mean, double StandardDeviation)[] ChannelMoments(DatasetTensors rows)
    {
        var channels = rows.Schema.Shape[0];
        var plane = rows.Schema.RowLength / channels;
        var histograms = new long[channels, 256];
        for (var i = 0; i < rows.Rows * channels; i++)
        {
            foreach (var value in rows.Pixels.AsSpan(i * plane, plane))
            {
                histograms[i % channels, value]++;
            }
        }

        return
        [
            .. Enumerable
                .Range(0, channels)
                .Select(channel => OfHistogram([.. Enumerable.Range(0, 256).Select(v => histograms[channel, v])])),
        ];
    }

    private static (double Mean, double StandardDeviation) OfHistogram(long[] counts)
    {
        var total = (double)Math.Max(1, counts.Sum());
        var mean = counts.Select((count, value) => count * (double)value).Sum() / total;
        var variance = counts.Select((count, value) => count * (value - mean) * (value - mean)).Sum() / total;
        return (mean, Math.Sqrt(variance));
    }

    private static (double Mean, double StandardDeviation)[] FeatureMoments(DatasetTensors rows)
    {
        var (width, total) = (rows.Schema.RowLength, Math.Max(1, rows.Rows));
        var (means, squares) = (new double[width], new double[width]);
        for (var row = 0; row < rows.Rows; row++)
        {
            var features = rows.FeaturesOf(row);
            for (var i = 0; i < width; i++)
            {
                means[i] += features[i] / (double)total;
            }
        }

        for (var row = 0; row < rows.Rows; row++)
        {
            var features = rows.FeaturesOf(row);
            for (var i = 0; i < width; i++)
            {
                squares[i] += (features[i] - means[i]) * (features[i] - means[i]);
            }
        }

        return [.. means.Zip(squares, (mean, square) => (mean, Math.Sqrt(square / total)))];
    }
}
