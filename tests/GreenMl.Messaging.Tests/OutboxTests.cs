using GreenMl.Messaging.Tests.Service;
using GreenMl.Sql;
using GreenMl.Testing;

namespace GreenMl.Messaging.Tests;

public sealed class OutboxTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Rows_and_messages_are_kept_together(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);

        var result = await new Outbox(database, TimeProvider.System).WriteAsync(
            async (session, messages) =>
            {
                await Notebook.AddAsync(session, "kept");
                messages.Publish(new Noted(Guid.Empty, "kept"));
                messages.Send("somewhere", new Note(Guid.Empty, "kept"));
                return 7;
            },
            None
        );

        Assert.Equal(7, result);
        Assert.Equal(["kept"], await Notebook.ReadAsync(database));
        Assert.Equal(2, await Notebook.CountAsync(database, "outbox"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Work_that_throws_leaves_neither_rows_nor_messages(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);

        await Assert.ThrowsAsync<FormatException>(() =>
            new Outbox(database, TimeProvider.System).WriteAsync(
                async (session, messages) =>
                {
                    await Notebook.AddAsync(session, "lost");
                    messages.Publish(new Noted(Guid.Empty, "lost"));
                    throw new FormatException();
                },
                None
            )
        );

        Assert.Empty(await Notebook.ReadAsync(database));
        Assert.Equal(0, await Notebook.CountAsync(database, "outbox"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_message_that_no_json_can_carry_leaves_no_rows(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);

        await Assert.ThrowsAsync<NotSupportedException>(() =>
            new Outbox(database, TimeProvider.System).WriteAsync(
                async (session, messages) =>
                {
                    await Notebook.AddAsync(session, "lost");
                    messages.Publish(new { Pointer = new IntPtr(1) });
                },
                None
            )
        );

        Assert.Empty(await Notebook.ReadAsync(database));
    }

    [Fact]
    public async Task A_send_names_its_queue()
    {
        await using var test = await TestDatabase.CreateAsync(SqlDialect.Sqlite);
        var database = await Notebook.OpenAsync(test);

        await Assert.ThrowsAsync<ArgumentException>(() =>
            new Outbox(database, TimeProvider.System).WriteAsync(
                (_, messages) =>
                {
                    messages.Send(" ", new Note(Guid.Empty, ""));
                    return Task.CompletedTask;
                },
                None
            )
        );
    }
}
