using GreenMl.Datasets;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>The usable rows of a source, numbered from 0, with their classes.</summary>
internal sealed class Examples
{
    private readonly SourceTable _table;
    private readonly int _rowLength;

    /// <summary>Numbers the usable rows and their classes.</summary>
    /// <exception cref="WorkerFailureException">The rows have one class or break a limit of data sets.</exception>
    public Examples(SourceTable table)
    {
        _table = table;
        _rowLength = table.Shape.Aggregate(1, (product, side) => product * side);
        Rows = [.. table.Rows.Where(row => row.Fault is null)];
        Classes = SortedClasses(Rows);
        var index = Classes
            .Select((name, i) => (name, i))
            .ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        Labels = [.. Rows.Select(row => index[row.Label!])];
        if (Schema.Fault() is { } fault)
        {
            throw new WorkerFailureException(
                WorkerFailureException.InvalidData,
                $"The source cannot be used: {fault}."
            );
        }
    }

    public IReadOnlyList<SourceRow> Rows { get; }

    /// <summary>The class names: in numeric order when all are whole numbers, else in ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The class of each example.</summary>
    public int[] Labels { get; }

    public int Count => Rows.Count;

    public DatasetKind Kind => _table.Kind;

    public IReadOnlyList<int> Shape => _table.Shape;

    public DatasetSchema Schema =>
        Kind == DatasetKind.Image
            ? DatasetSchema.ForImages(Shape[0], Shape[1], Shape[2], Classes)
            : DatasetSchema.ForFeatures(_table.Features!, Classes);

    /// <summary>Whether the source itself puts the example into the test split.</summary>
    public bool IsGivenTest(int example) => Rows[example].Split == DatasetSplits.Test;

    /// <summary>The pixels of an image.</summary>
    public ReadOnlySpan<byte> PixelsOf(int example) => _table.Pixels.AsSpan(example * _rowLength, _rowLength);

    /// <summary>The features of a tabular row.</summary>
    public ReadOnlySpan<float> ValuesOf(int example) => _table.Values.AsSpan(example * _rowLength, _rowLength);

    /// <summary>The chosen examples as the rows of a split.</summary>
    public DatasetTensors Take(string split, IReadOnlyList<int> examples) =>
        new()
        {
            Schema = Schema,
            Split = split,
            Pixels = Kind == DatasetKind.Image ? Gather<byte>(_table.Pixels, examples) : null,
            Features = Kind == DatasetKind.Tabular ? Gather<float>(_table.Values, examples) : null,
            Labels = [.. examples.Select(example => Labels[example])],
            SourceChunks = [.. examples.Select(example => Rows[example].Key.Chunk)],
            SourceRows = [.. examples.Select(example => Rows[example].Key.Row)],
        };

    private T[] Gather<T>(T[] content, IReadOnlyList<int> examples)
    {
        var gathered = new T[examples.Count * (long)_rowLength];
        for (var i = 0; i < examples.Count; i++)
        {
            content.AsSpan(examples[i] * _rowLength, _rowLength).CopyTo(gathered.AsSpan(i * _rowLength));
        }

        return gathered;
    }

    private static string[] SortedClasses(IReadOnlyList<SourceRow> rows)
    {
        var names = rows.Select(row => row.Label!)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (names.Length < 2)
        {
            throw new WorkerFailureException(
                WorkerFailureException.InvalidData,
                $"The usable rows have {(names.Length == 0 ? "no label" : $"only the class '{names[0]}'")}: "
                    + "a model needs at least 2 classes. Check the label column and the source."
            );
        }

        return names.All(name => long.TryParse(name, out _)) ? [.. names.OrderBy(long.Parse)] : names;
    }
}
