using GreenMl.Datasets;

namespace GreenMl.ModelOptimization.Worker.Models;

/// <summary>Chosen rows of a split, encoded for a model.</summary>
/// <param name="rows">The split.</param>
/// <param name="encoding">How a row becomes input.</param>
/// <param name="order">The rows to use, in this order; null uses all.</param>
internal sealed class ExampleRows(DatasetTensors rows, InputEncoding encoding, int[]? order = null)
{
    /// <summary>The number of rows.</summary>
    public int Count => order?.Length ?? rows.Rows;

    /// <summary>The class of the row at a position.</summary>
    public int LabelOf(int position) => rows.Labels[RowAt(position)];

    /// <summary>The rows from <paramref name="start"/> as one input.</summary>
    public float[] Encode(int start, int count)
    {
        var length = rows.Schema.RowLength;
        var values = new float[count * length];
        for (var i = 0; i < count; i++)
        {
            encoding.Encode(rows, RowAt(start + i), values.AsSpan(i * length, length));
        }

        return values;
    }

    /// <summary>All rows in batches of at most <paramref name="size"/>.</summary>
    public IEnumerable<ExampleBatch> Batches(int size)
    {
        for (var start = 0; start < Count; start += size)
        {
            var count = Math.Min(size, Count - start);
            yield return new(start, count, Encode(start, count));
        }
    }

    private int RowAt(int position) => order is null ? position : order[position];
}

/// <summary>Some rows as one input.</summary>
/// <param name="Start">The position of the first.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Values">The rows one after the other.</param>
internal sealed record ExampleBatch(int Start, int Count, float[] Values);
