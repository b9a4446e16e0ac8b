using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>The features of a table: one per column of numbers, one per category of a column of text.</summary>
internal sealed class FeatureColumns
{
    /// <summary>The most categories of a text column.</summary>
    public const int MaximumCategories = 64;

    /// <summary>A text column of which at least this share are numbers is a column of numbers with faulty cells.</summary>
    private const double NumericShare = 0.5;

    /// <summary>When a column spoils more rows than this share, the column is at fault and not the rows.</summary>
    private const double MaximumInvalidShare = 0.5;

    private readonly List<string> _names = [];
    private readonly List<float[]> _columns = [];
    private readonly bool[] _isInvalid;

    private FeatureColumns(int rows) => _isInvalid = new bool[rows];

    /// <summary>The feature names: that of the column, or <c>column=category</c>.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Reads every column of the first file that is not in <paramref name="except"/>, from all files in turn.</summary>
    public static async Task<FeatureColumns> ReadAsync(
        IReadOnlyList<TableFile> files,
        IReadOnlyList<string?> except,
        CancellationToken cancellationToken
    )
    {
        var features = new FeatureColumns(files.Sum(file => file.Rows));
        foreach (var column in files[0].Columns.Where(column => !except.Contains(column.Name)))
        {
            await features.AddAsync(files, column, cancellationToken);
            if (features._names.Count > DatasetLimits.Features)
            {
                throw InvalidSource.Because(
                    $"{files[0].Path} gives more than {DatasetLimits.Features} features (one per number and per category): "
                        + "remove columns."
                );
            }
        }

        return features._names.Count > 0
            ? features
            : throw InvalidSource.Because(
                $"{files[0].Path} has no column but the label: there is nothing to learn from."
            );
    }

    /// <summary>Whether every feature of a row is a finite number.</summary>
    public bool IsValid(int row) => !_isInvalid[row];

    /// <summary>The feature vectors of the chosen rows back to back.</summary>
    public float[] Gather(IReadOnlyList<int> rows)
    {
        if (rows.Count * (long)_columns.Count * sizeof(float) > DatasetLimits.SplitBytes)
        {
            throw InvalidSource.Because(
                $"{rows.Count} rows of {_columns.Count} features take more than {DatasetLimits.SplitBytes} bytes: "
                    + "set 'row_limit' or remove columns."
            );
        }

        var values = new float[rows.Count * _columns.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var feature = 0; feature < _columns.Count; feature++)
            {
                values[(i * _columns.Count) + feature] = _columns[feature][rows[i]];
            }
        }

        return values;
    }

    private async Task AddAsync(IReadOnlyList<TableFile> files, TableColumn column, CancellationToken cancellationToken)
    {
        if (!column.IsText && !column.IsNumber)
        {
            throw InvalidSource.Because(
                $"{files[0].Path}, column '{column.Name}' has the type {column.Type}: a feature is a number or a category. "
                    + "Remove the column or turn it into a number."
            );
        }

        if (column.IsNumber || await IsMostlyNumbersAsync(files, column.Name, cancellationToken))
        {
            AddNumbers(
                files[0].Path,
                column.Name,
                await JoinAsync(files, f => f.NumbersAsync(column.Name, cancellationToken))
            );
        }
        else
        {
            AddCategories(
                files[0].Path,
                column.Name,
                await JoinAsync(files, f => f.TextAsync(column.Name, cancellationToken))
            );
        }
    }

    private static async Task<bool> IsMostlyNumbersAsync(
        IReadOnlyList<TableFile> files,
        string column,
        CancellationToken cancellationToken
    )
    {
        var (filled, numbers) = (0L, 0L);
        foreach (var file in files)
        {
            var counts = await file.CountNumbersAsync(file.Column(column, "feature").Name, cancellationToken);
            (filled, numbers) = (filled + counts.Filled, numbers + counts.Numbers);
        }

        return numbers >= filled * NumericShare;
    }

    private static async Task<T[]> JoinAsync<T>(IReadOnlyList<TableFile> files, Func<TableFile, Task<T[]>> read)
    {
        var joined = new List<T>();
        foreach (var file in files)
        {
            joined.AddRange(await read(file));
        }

        return [.. joined];
    }

    private void AddNumbers(string path, string column, float[] numbers)
    {
        var invalid = Enumerable.Range(0, numbers.Length).Where(i => !float.IsFinite(numbers[i])).ToArray();
        Reject(path, column, invalid, numbers.Length, "is missing, NaN, infinite or no number");
        _names.Add(column);
        _columns.Add(numbers);
    }

    private void AddCategories(string path, string column, string?[] cells)
    {
        var invalid = Enumerable.Range(0, cells.Length).Where(i => cells[i] is null).ToArray();
        Reject(path, column, invalid, cells.Length, "is empty");
        var categories = cells.OfType<string>().Distinct(StringComparer.Ordinal).Take(MaximumCategories + 1).ToArray();
        if (categories.Length > MaximumCategories)
        {
            throw InvalidSource.Because(
                $"{path}, column '{column}' is text with more than {MaximumCategories} different values (for instance "
                    + $"'{categories[0]}' and '{categories[^1]}'): remove the column or turn it into a number."
            );
        }

        foreach (var category in categories.Order(StringComparer.Ordinal))
        {
            _names.Add($"{column}={category}");
            _columns.Add([.. cells.Select(cell => cell == category ? 1f : 0f)]);
        }
    }

    private void Reject(string path, string column, int[] invalid, int rows, string fault)
    {
        if (invalid.Length > rows * MaximumInvalidShare)
        {
            throw InvalidSource.Because(
                $"{path}, column '{column}' {fault} in {invalid.Length} of {rows} rows: at most half may be. "
                    + "Remove the column or fill its gaps."
            );
        }

        foreach (var row in invalid)
        {
            _isInvalid[row] = true;
        }
    }
}
