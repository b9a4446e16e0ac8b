using System.Data.Common;

namespace GreenMl.Sql;

/// <summary>Runs statements on one connection. Parameters are written <c>@name</c>.</summary>
public sealed class SqlSession
{
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;
    private readonly SqlDialect _dialect;
    private readonly CancellationToken _cancellationToken;

    internal SqlSession(
        DbConnection connection,
        DbTransaction? transaction,
        SqlDialect dialect,
        CancellationToken cancellationToken
    )
    {
        _connection = connection;
        _transaction = transaction;
        _dialect = dialect;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = Prepare(sql, parameters);
        return await command.ExecuteNonQueryAsync(_cancellationToken);
    }

    /// <summary>Reads every row.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        params (string Name, object? Value)[] parameters
    )
    {
        await using var command = Prepare(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(_cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Reads the first row, or the default of <typeparamref name="T"/> when there is none.</summary>
    public async Task<T?> FindAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        params (string Name, object? Value)[] parameters
    )
    {
        await using var command = Prepare(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        return await reader.ReadAsync(_cancellationToken) ? read(reader) : default;
    }

    /// <summary>Reads the first row.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<T> SingleAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        params (string Name, object? Value)[] parameters
    )
    {
        await using var command = Prepare(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(_cancellationToken);
        return await reader.ReadAsync(_cancellationToken)
            ? read(reader)
            : throw new InvalidOperationException($"No row for: {sql}");
    }

    private DbCommand Prepare(string sql, (string Name, object? Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = Translate(sql);
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private string Translate(string sql) =>
        _dialect == SqlDialect.Sqlite
            ? sql.Replace("{identity}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal)
                .Replace("{for_update}", "", StringComparison.Ordinal)
            : sql.Replace("{identity}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal)
                .Replace("{for_update}", "FOR UPDATE", StringComparison.Ordinal);
}
