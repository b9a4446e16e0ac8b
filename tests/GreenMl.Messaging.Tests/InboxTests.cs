using GreenMl.Messaging.Tests.Service;
using GreenMl.Sql;
using GreenMl.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Messaging.Tests;

public sealed class InboxTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_message_is_new_once_for_each_consumer(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var (inbox, message) = (new Inbox(_time), Guid.NewGuid());

        Assert.True(await AddAsync(database, inbox, message, "one"));
        Assert.False(await AddAsync(database, inbox, message, "one"));
        Assert.True(await AddAsync(database, inbox, message, "two"));
        Assert.True(await AddAsync(database, inbox, Guid.NewGuid(), "one"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Messages_older_than_any_queue_keeps_them_are_forgotten(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var inbox = new Inbox(_time);
        await AddAsync(database, inbox, Guid.NewGuid(), "old");
        _time.Advance(Inbox.Retention - TimeSpan.FromMinutes(1));
        await AddAsync(database, inbox, Guid.NewGuid(), "young");
        Assert.Equal(2, await Notebook.CountAsync(database, "inbox"));

        _time.Advance(TimeSpan.FromHours(2));
        await AddAsync(database, inbox, Guid.NewGuid(), "new");

        Assert.Equal(2, await Notebook.CountAsync(database, "inbox"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Pruning_waits_an_hour(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var inbox = new Inbox(_time);
        await AddAsync(database, new Inbox(_time), Guid.NewGuid(), "old");
        _time.Advance(Inbox.Retention - TimeSpan.FromMinutes(30));
        await AddAsync(database, inbox, Guid.NewGuid(), "young");

        _time.Advance(TimeSpan.FromMinutes(45));
        await AddAsync(database, inbox, Guid.NewGuid(), "new");
        Assert.Equal(3, await Notebook.CountAsync(database, "inbox"));

        _time.Advance(TimeSpan.FromMinutes(15));
        await AddAsync(database, inbox, Guid.NewGuid(), "newer");
        Assert.Equal(3, await Notebook.CountAsync(database, "inbox"));
    }

    private static Task<bool> AddAsync(Database database, Inbox inbox, Guid message, string consumer) =>
        database.WriteAsync(session => inbox.TryAddAsync(session, message, consumer), CancellationToken.None);
}
