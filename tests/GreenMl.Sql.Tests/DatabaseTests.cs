using GreenMl.Testing;

namespace GreenMl.Sql.Tests;

public sealed class DatabaseTests
{
    private static readonly string[] Schema =
    [
        "CREATE TABLE note (id {identity}, name TEXT, amount DOUBLE PRECISION, flag BOOLEAN, body BYTEA)",
    ];

    private static CancellationToken None => CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Work_that_returns_is_kept(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);

        var changed = await database.WriteAsync(session => AddAsync(session, "kept"), None);

        Assert.Equal(1, changed);
        Assert.Equal(["kept"], await NamesAsync(test.Open()));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Work_that_throws_leaves_no_trace(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);

        await Assert.ThrowsAsync<FormatException>(() =>
            database.WriteAsync(
                async session =>
                {
                    await AddAsync(session, "lost");
                    throw new FormatException();
                },
                None
            )
        );

        Assert.Empty(await NamesAsync(database));
        await database.WriteAsync(session => AddAsync(session, "next"), None);
        Assert.Equal(["next"], await NamesAsync(database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_statement_that_fails_leaves_the_database_usable(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.WriteAsync(session => session.ExecuteAsync("INSERT INTO absent VALUES (1)"), None)
        );

        await database.WriteAsync(session => AddAsync(session, "next"), None);
        Assert.Equal(["next"], await NamesAsync(database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_cancelled_write_leaves_no_trace(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            database.WriteAsync(
                async session =>
                {
                    await AddAsync(session, "lost");
                    await cancellation.CancelAsync();
                    return await AddAsync(session, "never");
                },
                cancellation.Token
            )
        );

        Assert.Empty(await NamesAsync(database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Concurrent_writers_lose_no_update(SqlDialect dialect)
    {
        const int Writers = 8;
        const int Writes = 10;
        await using var test = await TestDatabase.CreateAsync(dialect);
        await OpenAsync(test);
        await test.Open().WriteAsync(session => AddAsync(session, "counter"), None);
        Database[] databases = [test.Open(), test.Open()];

        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(async writer =>
                {
                    for (var i = 0; i < Writes; i++)
                    {
                        await databases[writer % databases.Length].WriteAsync(IncrementAsync, None);
                    }
                })
        );

        var total = await databases[0]
            .ReadAsync(session => session.SingleAsync("SELECT amount FROM note", row => row.GetDouble(0)), None);
        Assert.Equal(Writers * Writes, total);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_reader_sees_the_last_commit_while_a_write_is_open(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);

        await database.WriteAsync(
            async session =>
            {
                await AddAsync(session, "open");
                Assert.Empty(await NamesAsync(database));
            },
            None
        );

        Assert.Equal(["open"], await NamesAsync(database));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Values_come_back_as_they_were_written(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);
        const string Text = "grün 緑 🌱 'quoted' \"twice\" \\ {identity} @name\nnew line";
        byte[] body = [0, 1, 255];

        await database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "INSERT INTO note (name, amount, flag, body) VALUES (@name, @amount, @flag, @body)",
                    ("name", Text),
                    ("amount", 0.1 + 0.2),
                    ("flag", true),
                    ("body", body)
                ),
            None
        );

        var row = await database.ReadAsync(
            session =>
                session.SingleAsync(
                    "SELECT name, amount, flag, body, id FROM note WHERE flag = @flag AND name = @name",
                    row =>
                        (
                            row.GetString(0),
                            row.GetDouble(1),
                            row.GetBoolean(2),
                            (byte[])row.GetValue(3),
                            row.GetInt64(4)
                        ),
                    ("flag", true),
                    ("name", Text)
                ),
            None
        );
        Assert.Equal((Text, 0.1 + 0.2, true, 1L), (row.Item1, row.Item2, row.Item3, row.Item5));
        Assert.Equal(body, row.Item4);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Null_is_written_and_read_for_every_type(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);

        await database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "INSERT INTO note (name, amount, flag, body) VALUES (@name, @amount, @flag, @body)",
                    ("name", null),
                    ("amount", null),
                    ("flag", null),
                    ("body", null)
                ),
            None
        );

        var nulls = await database.ReadAsync(
            session =>
                session.SingleAsync(
                    "SELECT name, amount, flag, body FROM note",
                    row => Enumerable.Range(0, 4).All(row.IsDBNull)
                ),
            None
        );
        Assert.True(nulls);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Find_answers_nothing_and_single_throws_when_no_row_matches(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);
        const string Sql = "SELECT name FROM note WHERE name = @name";

        Assert.Null(
            await database.ReadAsync(
                session => session.FindAsync(Sql, row => row.GetString(0), ("name", "absent")),
                None
            )
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            database.ReadAsync(session => session.SingleAsync(Sql, row => row.GetString(0), ("name", "absent")), None)
        );
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Identities_count_up_and_are_never_used_twice(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await OpenAsync(test);
        await database.WriteAsync(session => AddAsync(session, "first"), None);
        await database.WriteAsync(session => session.ExecuteAsync("DELETE FROM note"), None);
        await database.WriteAsync(session => AddAsync(session, "second"), None);

        var id = await database.ReadAsync(
            session => session.SingleAsync("SELECT id FROM note", row => row.GetInt64(0)),
            None
        );

        Assert.Equal(2, id);
    }

    private static async Task<Database> OpenAsync(TestDatabase test)
    {
        var database = test.Open();
        await database.MigrateAsync("test", Schema, None);
        return database;
    }

    private static Task<int> AddAsync(SqlSession session, string name) =>
        session.ExecuteAsync("INSERT INTO note (name, amount) VALUES (@name, 0)", ("name", name));

    private static async Task IncrementAsync(SqlSession session)
    {
        var amount = await session.SingleAsync("SELECT amount FROM note {for_update}", row => row.GetDouble(0));
        await session.ExecuteAsync("UPDATE note SET amount = @amount", ("amount", amount + 1));
    }

    private static Task<IReadOnlyList<string>> NamesAsync(Database database) =>
        database.ReadAsync(
            session => session.QueryAsync("SELECT name FROM note ORDER BY id", row => row.GetString(0)),
            None
        );
}
