namespace GreenMl.Datasets;

/// <summary>Reads data sets; every file is checked against the manifest before it is decoded.</summary>
public static class DatasetReader
{
    /// <summary>Reads the rows of one split of the data set in <paramref name="directory"/>.</summary>
    /// <param name="directory">The folder that holds <c>manifest.json</c> and the chunk files.</param>
    /// <param name="split">One of <see cref="DatasetSplits"/>; a split without rows gives empty tensors.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="InvalidDatasetException">A file is missing, damaged, or breaks a limit or the schema.</exception>
    public static async Task<DatasetTensors> ReadAsync(
        string directory,
        string split,
        CancellationToken cancellationToken
    )
    {
        var manifest = await DatasetManifest.ReadAsync(directory, cancellationToken);
        var rows = Allocate(manifest.Schema, split, manifest.RowsOf(split));
        var start = 0;
        foreach (var chunk in manifest.Chunks.Where(chunk => chunk.Split == split))
        {
            await using var columns = await ParquetColumns.OpenAsync(directory, chunk, cancellationToken);
            await FillAsync(rows, start, columns, cancellationToken);
            start += chunk.Rows;
        }

        return SplitRules.Fault(manifest.Schema, rows) is { } fault
            ? throw new InvalidDatasetException($"The split '{split}' is not valid: {fault}.")
            : rows;
    }

    /// <summary>Reads what became of every source row of the data set in <paramref name="directory"/>.</summary>
    /// <exception cref="InvalidDatasetException">The data set has no decisions, or a file is missing or damaged.</exception>
    public static async Task<DecisionTable> ReadDecisionsAsync(string directory, CancellationToken cancellationToken)
    {
        var manifest = await DatasetManifest.ReadAsync(directory, cancellationToken);
        var chunk =
            manifest.Decisions
            ?? throw new InvalidDatasetException($"The data set in {directory} keeps no decisions about its rows.");
        await using var columns = await ParquetColumns.OpenAsync(directory, chunk, cancellationToken);
        return await DecisionFile.ReadAsync(columns, cancellationToken);
    }

    private static DatasetTensors Allocate(DatasetSchema schema, string split, int rows) =>
        new()
        {
            Schema = schema,
            Split = split,
            Pixels = schema.Kind == DatasetKind.Image ? new byte[(long)rows * schema.RowLength] : null,
            Features = schema.Kind == DatasetKind.Tabular ? new float[(long)rows * schema.RowLength] : null,
            Labels = new int[rows],
            SourceChunks = new int[rows],
            SourceRows = new int[rows],
        };

    private static async Task FillAsync(
        DatasetTensors rows,
        int start,
        ParquetColumns columns,
        CancellationToken cancellationToken
    )
    {
        (await columns.ReadAsync<int>(DatasetColumns.Label, cancellationToken)).CopyTo(rows.Labels, start);
        (await columns.ReadAsync<int>(DatasetColumns.SourceChunk, cancellationToken)).CopyTo(rows.SourceChunks, start);
        (await columns.ReadAsync<int>(DatasetColumns.SourceRow, cancellationToken)).CopyTo(rows.SourceRows, start);
        await (
            rows.Pixels is { } pixels
                ? FillPixelsAsync(pixels, rows.Schema.RowLength, start, columns, cancellationToken)
                : FillFeaturesAsync(rows, start, columns, cancellationToken)
        );
    }

    private static async Task FillPixelsAsync(
        byte[] pixels,
        int length,
        int start,
        ParquetColumns columns,
        CancellationToken cancellationToken
    )
    {
        var images = await columns.ReadAsync<ReadOnlyMemory<byte>>(DatasetColumns.Pixels, cancellationToken);
        for (var i = 0; i < images.Length; i++)
        {
            if (images[i].Length != length)
            {
                throw new InvalidDatasetException(
                    $"Image {start + i} has {images[i].Length} bytes: the schema asks for {length}."
                );
            }

            images[i].Span.CopyTo(pixels.AsSpan((start + i) * length, length));
        }
    }

    private static async Task FillFeaturesAsync(
        DatasetTensors rows,
        int start,
        ParquetColumns columns,
        CancellationToken cancellationToken
    )
    {
        var length = rows.Schema.RowLength;
        for (var feature = 0; feature < length; feature++)
        {
            var values = await columns.ReadAsync<float>(rows.Schema.Features![feature], cancellationToken);
            for (var i = 0; i < values.Length; i++)
            {
                rows.Features![((start + i) * length) + feature] = values[i];
            }
        }
    }
}
