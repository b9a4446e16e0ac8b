using GreenMl.Testing;

namespace GreenMl.Sql.Tests;

public sealed class MigrationTests
{
    private const string CreateTable = "CREATE TABLE note (name TEXT NOT NULL)";
    private const string AddRow = "INSERT INTO note (name) VALUES ('seed')";

    private static CancellationToken None => CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Migrating_twice_runs_each_script_once(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        await test.Open().MigrateAsync("test", [CreateTable, AddRow], None);
        await test.Open().MigrateAsync("test", [CreateTable, AddRow], None);

        Assert.Equal(1, await CountAsync(test.Open()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Appended_scripts_run_on_a_database_that_has_the_first_ones(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        await test.Open().MigrateAsync("test", [CreateTable], None);

        await test.Open().MigrateAsync("test", [CreateTable, AddRow], None);

        Assert.Equal(1, await CountAsync(test.Open()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_older_program_leaves_a_newer_schema_alone(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        await test.Open().MigrateAsync("test", [CreateTable, AddRow], None);

        await test.Open().MigrateAsync("test", [CreateTable], None);
        await test.Open().MigrateAsync("test", [CreateTable, AddRow], None);

        Assert.Equal(1, await CountAsync(test.Open()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_script_that_fails_undoes_the_ones_before_it(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            test.Open().MigrateAsync("test", [CreateTable, "CREATE NONSENSE"], None)
        );
        await test.Open().MigrateAsync("test", [CreateTable, AddRow], None);

        Assert.Equal(1, await CountAsync(test.Open()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Components_count_their_scripts_apart(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        await test.Open().MigrateAsync("one", [CreateTable], None);
        await test.Open().MigrateAsync("two", [AddRow], None);

        Assert.Equal(1, await CountAsync(test.Open()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Processes_that_start_together_migrate_once(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var databases = Enumerable.Range(0, 6).Select(_ => test.Open()).ToList();

        await Task.WhenAll(databases.Select(one => one.MigrateAsync("test", [CreateTable, AddRow], None)));

        Assert.Equal(1, await CountAsync(databases[0]));
    }

    private static Task<long> CountAsync(Database database) =>
        database.ReadAsync(session => session.SingleAsync("SELECT COUNT(*) FROM note", row => row.GetInt64(0)), None);
}
