using GreenMl.Messaging.Sagas;
using GreenMl.Messaging.Tests.Service;
using GreenMl.Sql;
using GreenMl.Testing;

namespace GreenMl.Messaging.Tests.Sagas;

public sealed class SagaStoreTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken None => CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Pages_hold_every_saga_once_newest_first(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        // Three in every minute: the id decides among them.
        for (var i = 0; i < 11; i++)
        {
            await InsertAsync(database, AnOrder("Open", items: i / 3), Noon.AddMinutes(i / 3));
        }

        var (store, all, token) = (new SagaStore<Order>(database), new List<Order>(), (string?)null);
        do
        {
            var page = await store.ListAsync(state: null, pageSize: 4, token, None);
            all.AddRange(page.Sagas);
            token = page.NextPageToken;
        } while (token is not null);

        Assert.Equal([3, 3, 2, 2, 2, 1, 1, 1, 0, 0, 0], all.Select(order => order.Items));
        Assert.Equal(11, all.Select(order => order.CorrelationId).Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_list_by_state_holds_only_that_state(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        await InsertAsync(database, AnOrder("Open"), Noon);
        await InsertAsync(database, AnOrder("Closed"), Noon);

        var page = await new SagaStore<Order>(database).ListAsync("Closed", pageSize: 1, pageToken: "", None);

        Assert.Equal("Closed", Assert.Single(page.Sagas).CurrentState);
        Assert.Null(page.NextPageToken);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_saga_that_does_not_exist_is_null(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        Assert.Null(await new SagaStore<Order>(await Notebook.OpenAsync(test)).FindAsync(Guid.NewGuid(), None));
    }

    [Theory]
    [InlineData("no token")]
    [InlineData("AAAA")]
    [InlineData("MS8y")]
    [InlineData("QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ==")]
    public async Task A_page_token_that_is_none_is_refused_by_name(string token)
    {
        await using var test = await TestDatabase.CreateAsync(SqlDialect.Sqlite);
        var store = new SagaStore<Order>(await Notebook.OpenAsync(test));

        var error = await Assert.ThrowsAsync<FormatException>(() => store.ListAsync(null, 10, token, None));

        Assert.Contains(token, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SagaStore<Order>.MaxPageSize + 1)]
    public async Task A_page_size_out_of_range_is_refused(int pageSize)
    {
        await using var test = await TestDatabase.CreateAsync(SqlDialect.Sqlite);
        var store = new SagaStore<Order>(await Notebook.OpenAsync(test));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ListAsync(null, pageSize, null, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_saga_is_inserted_once(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var order = AnOrder("Open");
        await InsertAsync(database, order, Noon);

        await Assert.ThrowsAsync<SagaConflictException>(() => InsertAsync(database, order, Noon));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Only_the_next_version_replaces_a_saga(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var order = AnOrder("Open");
        await InsertAsync(database, order, Noon);

        order.Version = 2;
        await UpdateAsync(database, order);

        await Assert.ThrowsAsync<SagaConflictException>(() => UpdateAsync(database, order));
        order.Version = 4;
        await Assert.ThrowsAsync<SagaConflictException>(() => UpdateAsync(database, order));
        Assert.Equal(2, (await new SagaStore<Order>(database).FindAsync(order.CorrelationId, None))!.Version);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Only_the_version_that_was_read_is_deleted(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = await Notebook.OpenAsync(test);
        var order = AnOrder("Open");
        await InsertAsync(database, order, Noon);

        await Assert.ThrowsAsync<SagaConflictException>(() => DeleteAsync(database, order, version: 2));
        await DeleteAsync(database, order, version: 1);

        Assert.Null(await new SagaStore<Order>(database).FindAsync(order.CorrelationId, None));
    }

    private static Order AnOrder(string state, int items = 0) =>
        new()
        {
            CorrelationId = Guid.NewGuid(),
            Version = 1,
            CurrentState = state,
            Items = items,
        };

    private static Task InsertAsync(Database database, Order order, DateTimeOffset now) =>
        database.WriteAsync(session => SagaTable<Order>.InsertAsync(session, Snapshot(order), now), None);

    private static Task UpdateAsync(Database database, Order order) =>
        database.WriteAsync(session => SagaTable<Order>.UpdateAsync(session, Snapshot(order)), None);

    private static Task DeleteAsync(Database database, Order order, int version) =>
        database.WriteAsync(session => SagaTable<Order>.DeleteAsync(session, order.CorrelationId, version), None);

    private static SagaSnapshot Snapshot(Order order) => SagaSnapshot.Of(order, one => one.CurrentState);
}
