using System.Reflection;
using GreenMl.Sql;
using Xunit.Sdk;

namespace GreenMl.Testing;

/// <summary>An empty database that lives as long as the test that made it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly TemporaryDirectory? _folder;
    private readonly string? _connectionString;
    private readonly List<Database> _opened = [];

    private TestDatabase(TemporaryDirectory? folder, string? connectionString)
    {
        _folder = folder;
        _connectionString = connectionString;
    }

    /// <summary>A new empty database.</summary>
    public static async Task<TestDatabase> CreateAsync(SqlDialect dialect) =>
        dialect == SqlDialect.PostgreSql
            ? new(null, await PostgresServer.CreateDatabaseAsync())
            : new(new TemporaryDirectory(), null);

    /// <summary>Null for SQLite.</summary>
    public string? ConnectionString => _connectionString;

    /// <summary>The file of a SQLite database; for PostgreSQL a path that is not used.</summary>
    public string SqlitePath => _folder?.Combine("test.db") ?? "unused.db";

    /// <summary>Opens the database as one more process would: nothing but the stored rows is shared.</summary>
    public Database Open()
    {
        var database = Database.Open(_connectionString, SqlitePath);
        _opened.Add(database);
        return database;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
        {
            await database.DisposeAsync();
        }

        if (_connectionString is not null)
        {
            await PostgresServer.DropDatabaseAsync(_connectionString);
        }

        _folder?.Dispose();
    }
}

/// <summary>Runs the theory with <see cref="SqlDialect.Sqlite"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    /// <inheritdoc />
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [
            [SqlDialect.Sqlite],
        ];
}

/// <summary>Runs the theory with <see cref="SqlDialect.PostgreSql"/>; skipped, saying why, where no server can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgreSqlAttribute : DataAttribute
{
    /// <summary>Skips the row where no server can run.</summary>
    public OnPostgreSqlAttribute() => Skip = PostgresServer.Obstacle;

    /// <inheritdoc />
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [
            [SqlDialect.PostgreSql],
        ];
}

/// <summary>A test of PostgreSQL alone; skipped, saying why, where no server can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresPostgresFactAttribute : FactAttribute
{
    /// <summary>Skips the test where no server can run.</summary>
    public RequiresPostgresFactAttribute() => Skip = PostgresServer.Obstacle;
}
