using System.Data.Common;
using DuckDB.NET.Data;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>The formats that <see cref="TableFile"/> reads.</summary>
internal enum TableFormat
{
    /// <summary>Comma-separated text with a header; every cell is text until it is asked for as a number.</summary>
    Csv,

    /// <summary>Parquet.</summary>
    Parquet,
}

/// <summary>A column of a table file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its DuckDB type.</param>
internal sealed record TableColumn(string Name, string Type)
{
    public bool IsText => Type == "VARCHAR";

    public bool IsNumber =>
        Type
            is "BOOLEAN"
                or "TINYINT"
                or "SMALLINT"
                or "INTEGER"
                or "BIGINT"
                or "HUGEINT"
                or "UTINYINT"
                or "USMALLINT"
                or "UINTEGER"
                or "UBIGINT"
                or "FLOAT"
                or "DOUBLE"
        || Type.StartsWith("DECIMAL", StringComparison.Ordinal);
}

/// <summary>A CSV or Parquet file loaded into a DuckDB of its own, which can reach nothing else.</summary>
internal sealed class TableFile : IAsyncDisposable
{
    private const int MaximumColumns = 4096;

    /// <summary>Nothing is left to detection: DuckDB would rather skip lines than report a row that does not fit.</summary>
    private const string CsvReader = """
        read_csv($path, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', comment = '', skip = 0,
            null_padding = false, ignore_errors = false, strict_mode = true)
        """;

    private readonly DuckDBConnection _connection;

    private TableFile(string path, DuckDBConnection connection)
    {
        Path = path;
        _connection = connection;
    }

    public string Path { get; }

    /// <summary>The columns in file order.</summary>
    public IReadOnlyList<TableColumn> Columns { get; private set; } = [];

    /// <summary>The number of rows below the header.</summary>
    public int Rows { get; private set; }

    /// <summary>Loads the file that the parameter <paramref name="parameter"/> names.</summary>
    public static async Task<TableFile> OpenAsync(
        string parameter,
        string path,
        TableFormat format,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(path))
        {
            throw InvalidSource.Missing(parameter, path);
        }

        // DuckDB would read such a name as a pattern.
        if (path.AsSpan().ContainsAny("*?["))
        {
            throw InvalidSource.Because($"{path} has one of the characters * ? [ in its name: rename the file.");
        }

        var connection = new DuckDBConnection("DataSource=:memory:");
        var table = new TableFile(path, connection);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await table.LoadAsync(format, cancellationToken);
            return table;
        }
        catch (DuckDBException e)
        {
            await table.DisposeAsync();
            throw InvalidSource.Because(
                $"{path} is no readable {format} file ({Form(format)}): {FirstLines(e.Message)}",
                e
            );
        }
        catch
        {
            await table.DisposeAsync();
            throw;
        }
    }

    /// <summary>Finds a column by its exact name.</summary>
    public TableColumn Column(string name, string purpose) =>
        Columns.FirstOrDefault(column => column.Name == name)
        ?? throw InvalidSource.Because(
            $"{Path} has no column '{name}' for the {purpose}; its columns are {string.Join(", ", Columns.Take(30).Select(c => c.Name))}."
        );

    /// <summary>The cells of a column as trimmed text; null where a cell is empty.</summary>
    public Task<string?[]> TextAsync(string column, CancellationToken cancellationToken) =>
        ReadAsync(
            $"SELECT nullif(trim(CAST({Quote(column)} AS VARCHAR)), '') FROM source",
            reader => reader.GetValue(0) as string,
            cancellationToken
        );

    /// <summary>The cells of a column as numbers; NaN where a cell is empty or no number.</summary>
    public Task<float[]> NumbersAsync(string column, CancellationToken cancellationToken) =>
        ReadAsync(
            $"SELECT coalesce(TRY_CAST({Quote(column)} AS DOUBLE), 'NaN'::DOUBLE) FROM source",
            reader => (float)reader.GetDouble(0),
            cancellationToken
        );

    /// <summary>How many cells of a text column are filled, and how many of them are numbers.</summary>
    public async Task<(long Filled, long Numbers)> CountNumbersAsync(string column, CancellationToken cancellationToken)
    {
        var cell = $"nullif(trim({Quote(column)}), '')";
        await using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT count({cell}), count(TRY_CAST({cell} AS DOUBLE)) FROM source";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task LoadAsync(TableFormat format, CancellationToken cancellationToken)
    {
        var reader = format == TableFormat.Csv ? CsvReader : "read_parquet($path)";
        await ExecuteAsync(
            "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; "
                + "SET memory_limit = '2GB'; SET temp_directory = ''; SET threads = 2",
            cancellationToken
        );
        await ExecuteAsync($"CREATE TABLE source AS SELECT * FROM {reader}", cancellationToken);
        await ExecuteAsync("SET enable_external_access = false; SET lock_configuration = true", cancellationToken);
        await DescribeAsync(cancellationToken);
    }

    private async Task DescribeAsync(CancellationToken cancellationToken)
    {
        var columns = new List<TableColumn>();
        await using (var command = _connection.CreateCommand())
        {
            command.CommandText = "SELECT column_name, column_type FROM (DESCRIBE source)";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                columns.Add(new TableColumn(reader.GetString(0), reader.GetString(1)));
            }
        }

        if (columns.Count > MaximumColumns)
        {
            throw InvalidSource.Because($"{Path} has {columns.Count} columns: at most {MaximumColumns} are allowed.");
        }

        await using var count = _connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM source";
        var rows = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        if (rows is 0 or > Datasets.DatasetLimits.Rows)
        {
            throw InvalidSource.Because($"{Path} has {rows} rows: 1 to {Datasets.DatasetLimits.Rows} are allowed.");
        }

        (Columns, Rows) = (columns, (int)rows);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        if (sql.Contains("$path", StringComparison.Ordinal))
        {
            command.Parameters.Add(new DuckDBParameter("path", Path));
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<T[]> ReadAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var cells = new T[Rows];
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        for (var i = 0; i < cells.Length && await reader.ReadAsync(cancellationToken); i++)
        {
            cells[i] = read(reader);
        }

        return cells;
    }

    private static string Quote(string column) => $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Form(TableFormat format) =>
        format == TableFormat.Csv
            ? "UTF-8 text with a header, commas between cells, and as many cells in every row as in the header"
            : "Parquet";

    private static string FirstLines(string message) =>
        string.Join(
            ' ',
            message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(3)
        );
}
