namespace GreenMl.Datasets;

/// <summary>Lays the rows of a split out as the columns of a chunk file.</summary>
internal static class SplitTable
{
    /// <summary>The columns of the rows in <paramref name="range"/>.</summary>
    public static ParquetTable Of(DatasetTensors rows, Range range)
    {
        var (start, count) = range.GetOffsetAndLength(rows.Rows);
        var table = new ParquetTable(count);
        if (rows.Pixels is not null)
        {
            AddPixels(table, rows, start);
        }
        else
        {
            AddFeatures(table, rows, start);
        }

        return table
            .Add<int>(DatasetColumns.Label, rows.Labels.AsMemory(start, count))
            .Add<int>(DatasetColumns.SourceChunk, rows.SourceChunks.AsMemory(start, count))
            .Add<int>(DatasetColumns.SourceRow, rows.SourceRows.AsMemory(start, count));
    }

    private static void AddPixels(ParquetTable table, DatasetTensors rows, int start)
    {
        var length = rows.Schema.RowLength;
        var images = new ReadOnlyMemory<byte>[table.Rows];
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = rows.Pixels.AsMemory((start + i) * length, length);
        }

        table.Add<ReadOnlyMemory<byte>>(DatasetColumns.Pixels, images);
    }

    private static void AddFeatures(ParquetTable table, DatasetTensors rows, int start)
    {
        for (var feature = 0; feature < rows.Schema.RowLength; feature++)
        {
            var column = new float[table.Rows];
            for (var i = 0; i < column.Length; i++)
            {
                column[i] = rows.FeaturesOf(start + i)[feature];
            }

            table.Add<float>(rows.Schema.Features![feature], column);
        }
    }
}
