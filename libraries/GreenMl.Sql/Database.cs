using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GreenMl.Sql;

/// <summary>
/// A service's own database: SQLite in a file, or PostgreSQL by connection string. The same SQL runs on both; only the
/// marks <c>{identity}</c> (a key that counts up) and <c>{for_update}</c> (lock the rows read) differ and are filled in.
/// A finished transaction is on disk.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private const int BusyTimeoutMilliseconds = 30_000;

    /// <summary>An arbitrary number that every program here takes as the name of PostgreSQL's migration lock.</summary>
    private const long MigrationLock = 0x677265656e6d6c;

    private readonly DbDataSource _source;

    /// <summary>SQLite has one writer: waiting here is fair and costs nothing, waiting in SQLite polls.</summary>
    private readonly SemaphoreSlim _writer = new(1, 1);

    private Database(SqlDialect dialect, DbDataSource source)
    {
        Dialect = dialect;
        _source = source;
    }

    /// <summary>Which database this is.</summary>
    public SqlDialect Dialect { get; }

    /// <summary>The SQLite database in the file <paramref name="path"/>, which is created when it is missing.</summary>
    public static Database Sqlite(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            DefaultTimeout = BusyTimeoutMilliseconds / 1000,
        };
        return new(SqlDialect.Sqlite, SqliteFactory.Instance.CreateDataSource(connectionString.ConnectionString));
    }

    /// <summary>The PostgreSQL database that <paramref name="connectionString"/> names.</summary>
    public static Database PostgreSql(string connectionString) =>
        new(SqlDialect.PostgreSql, NpgsqlDataSource.Create(connectionString));

    /// <summary>
    /// PostgreSQL when <paramref name="connectionString"/> is given, else SQLite in <paramref name="sqlitePath"/>.
    /// </summary>
    public static Database Open(string? connectionString, string sqlitePath) =>
        string.IsNullOrWhiteSpace(connectionString) ? Sqlite(sqlitePath) : PostgreSql(connectionString);

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it is kept, or none when it throws.</summary>
    public async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Dialect == SqlDialect.Sqlite)
        {
            await _writer.WaitAsync(cancellationToken);
        }

        try
        {
            await using var connection = await OpenAsync(cancellationToken);
            await using var transaction = await BeginAsync(connection, cancellationToken);
            var result = await work(new(connection, transaction, Dialect, cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            if (Dialect == SqlDialect.Sqlite)
            {
                _writer.Release();
            }
        }
    }

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it is kept, or none when it throws.</summary>
    public Task WriteAsync(Func<SqlSession, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken
        );

    /// <summary>Runs <paramref name="work"/>, which only reads, outside any transaction.</summary>
    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await work(new(connection, null, Dialect, cancellationToken));
    }

    /// <summary>
    /// Brings the tables of <paramref name="component"/> up to date: runs the scripts that have not run yet, in order,
    /// each in the same transaction as the note that it ran. Scripts are only ever appended.
    /// </summary>
    public Task MigrateAsync(string component, IReadOnlyList<string> scripts, CancellationToken cancellationToken) =>
        WriteAsync(
            async session =>
            {
                if (Dialect == SqlDialect.PostgreSql)
                {
                    // Two sessions that create one table at the same time fail there, even with IF NOT EXISTS.
                    await session.ExecuteAsync($"SELECT pg_advisory_xact_lock({MigrationLock})");
                }

                await session.ExecuteAsync(
                    "CREATE TABLE IF NOT EXISTS schema_version (component TEXT PRIMARY KEY, version BIGINT NOT NULL)"
                );
                await session.ExecuteAsync(
                    "INSERT INTO schema_version (component, version) VALUES (@component, 0) ON CONFLICT DO NOTHING",
                    ("component", component)
                );
                var version = await session.SingleAsync(
                    "SELECT version FROM schema_version WHERE component = @component",
                    row => row.GetInt64(0),
                    ("component", component)
                );
                foreach (var script in scripts.Skip((int)version))
                {
                    await session.ExecuteAsync(script);
                }

                await session.ExecuteAsync(
                    "UPDATE schema_version SET version = @version WHERE component = @component",
                    ("component", component),
                    ("version", Math.Max(version, scripts.Count))
                );
            },
            cancellationToken
        );

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _writer.Dispose();
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken);
        if (Dialect == SqlDialect.Sqlite)
        {
            await using var pragmas = connection.CreateCommand();
            pragmas.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
            await pragmas.ExecuteNonQueryAsync(cancellationToken);
        }

        return connection;
    }

    /// <summary>SQLite's default transaction is immediate in this provider, so a writer never has to upgrade a lock.</summary>
    private static async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(
            connection is SqliteConnection ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted,
            cancellationToken
        );
}
