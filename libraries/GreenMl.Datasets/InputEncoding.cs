namespace GreenMl.Datasets;

/// <summary>
/// How a row becomes the float32 input of a model. Training, measuring and serving use the same encoding: pixels are
/// divided by 255; feature c is <c>(x - Means[c]) / StandardDeviations[c]</c>, computed in double precision.
/// </summary>
public sealed class InputEncoding
{
    /// <summary>A feature that hardly varies is not blown up.</summary>
    private const double SmallestDeviation = 1e-6;

    private static readonly float[] ScaledPixels = [.. Enumerable.Range(0, 256).Select(pixel => pixel / 255f)];

    private InputEncoding(double scale, IReadOnlyList<double> means, IReadOnlyList<double> deviations) =>
        (Scale, Means, StandardDeviations) = (scale, means, deviations);

    /// <summary>The factor applied first: 1/255 for images, 1 for features.</summary>
    public double Scale { get; }

    /// <summary>Subtracted from each feature: its mean over the train split. Empty for images.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>
    /// Divides each feature: its standard deviation over the train split, at least 1e-6. Empty for images.
    /// </summary>
    public IReadOnlyList<double> StandardDeviations { get; }

    /// <summary>The encoding of the data set that <paramref name="manifest"/> describes.</summary>
    public static InputEncoding Of(DatasetManifest manifest) =>
        manifest.Schema.Kind == DatasetKind.Image
            ? new(1.0 / byte.MaxValue, [], [])
            : new(
                1,
                manifest.Statistics.Means,
                [.. manifest.Statistics.StandardDeviations.Select(deviation => Math.Max(deviation, SmallestDeviation))]
            );

    /// <summary>Writes one row as input.</summary>
    /// <param name="rows">Rows of the data set that this encoding was made for.</param>
    /// <param name="row">The zero-based row.</param>
    /// <param name="destination">As long as a row of the schema.</param>
    public void Encode(DatasetTensors rows, int row, Span<float> destination)
    {
        if (rows.Pixels is not null)
        {
            var pixels = rows.PixelsOf(row);
            for (var i = 0; i < pixels.Length; i++)
            {
                destination[i] = ScaledPixels[pixels[i]];
            }

            return;
        }

        var features = rows.FeaturesOf(row);
        for (var i = 0; i < features.Length; i++)
        {
            destination[i] = (float)((features[i] - Means[i]) / StandardDeviations[i]);
        }
    }
}
