using Microsoft.Data.Sqlite;

// SQLite has no asynchronous I/O, and everything here runs on the writer's own thread.
#pragma warning disable MA0045

namespace GreenMl.Platform.Broker.Storage;

/// <summary>One SQLite file, opened exclusively, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private const int LockTimeoutSeconds = 2;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">Another process has the file open, or a newer version wrote it.</exception>
    public Database(string path, Durability durability)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            // A pooled connection would keep the file locked after Dispose.
            Pooling = false,
            // How long a locked file is tried again: nobody but another broker locks it, and that one stays.
            DefaultTimeout = LockTimeoutSeconds,
        };
        _connection = new SqliteConnection(connection.ToString());
        try
        {
            Open(path, durability);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public bool IsInTransaction => SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    private void Open(string path, Durability durability)
    {
        try
        {
            _connection.Open();
            // Exclusive first: the write-ahead log then needs no shared memory, and a second broker cannot start.
            Script(
                $"""
                pragma locking_mode = exclusive;
                pragma journal_mode = wal;
                pragma synchronous = {(durability == Durability.Full ? "full" : "normal")};
                pragma journal_size_limit = 67108864;
                pragma foreign_keys = on;
                pragma temp_store = memory;
                """
            );
            Script("begin immediate; commit;");
            Upgrade(path);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY)
        {
            throw new InvalidOperationException(
                $"Broker:DatabasePath {path} is open in another process; stop that broker or choose another path.",
                e
            );
        }
    }

    private void Upgrade(string path)
    {
        var version = QuerySingle("pragma user_version", row => row.GetInt64(0));
        if (version > Schema.Version)
        {
            throw new InvalidOperationException(
                $"Broker:DatabasePath {path} has schema version {version}; this broker reads up to {Schema.Version}. "
                    + "Use the newer broker or another path."
            );
        }

        if (version == 0)
        {
            Script($"begin immediate; {Schema.Script} pragma user_version = {Schema.Version}; commit;");
        }
    }

    private void Script(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement; its parameters are $1, $2, … in the order of <paramref name="values"/>.</summary>
    /// <returns>The number of rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Every row; read to the end before the caller changes anything.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>The first row, or the default of <typeparamref name="T"/>.</summary>
    public T? QuerySingle<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        return reader.Read() ? map(reader) : default;
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter($"${i}", null));
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }
}
