namespace GreenMl.Datasets;

/// <summary>The rows of one split in memory.</summary>
public sealed record DatasetTensors
{
    /// <summary>The form of every row.</summary>
    public required DatasetSchema Schema { get; init; }

    /// <summary>The split these rows belong to.</summary>
    public required string Split { get; init; }

    /// <summary>The images back to back, each channels first then rows then columns; null for tabular data.</summary>
    public byte[]? Pixels { get; init; }

    /// <summary>The feature vectors back to back, all numbers finite; null for images.</summary>
    public float[]? Features { get; init; }

    /// <summary>The class of each row, an index into <see cref="DatasetSchema.Classes"/>.</summary>
    public required int[] Labels { get; init; }

    /// <summary>The source that each row came from.</summary>
    public required int[] SourceChunks { get; init; }

    /// <summary>The zero-based row of that source.</summary>
    public required int[] SourceRows { get; init; }

    /// <summary>The number of rows.</summary>
    public int Rows => Labels.Length;

    /// <summary>The pixels of one image.</summary>
    /// <exception cref="InvalidOperationException">The data set is tabular.</exception>
    public ReadOnlySpan<byte> PixelsOf(int row) =>
        (Pixels ?? throw new InvalidOperationException("A tabular data set has no pixels.")).AsSpan(
            row * Schema.RowLength,
            Schema.RowLength
        );

    /// <summary>The features of one row.</summary>
    /// <exception cref="InvalidOperationException">The data set holds images.</exception>
    public ReadOnlySpan<float> FeaturesOf(int row) =>
        (Features ?? throw new InvalidOperationException("An image data set has no features.")).AsSpan(
            row * Schema.RowLength,
            Schema.RowLength
        );
}
