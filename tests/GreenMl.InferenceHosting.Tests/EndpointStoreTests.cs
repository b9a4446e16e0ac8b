using GreenMl.InferenceHosting.Endpoints;
using GreenMl.Sql;
using GreenMl.Testing;

namespace GreenMl.InferenceHosting.Tests;

public sealed class EndpointStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_name_declared_again_serves_the_new_bundle(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var store = await StoreAsync(test.Open());
        var run = Guid.CreateVersion7();
        await store.DeclareAsync("one", null, "object://bundles/a", None);
        await store.DeclareAsync("one", run, "object://bundles/b", None);
        var endpoint = await store.FindAsync("one", None);
        Assert.Equal(("object://bundles/b", run), (endpoint!.BundleUri, endpoint.RunId));
        Assert.Single(await store.ListAsync(long.MaxValue, 10, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_removed_endpoint_is_gone(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var store = await StoreAsync(test.Open());
        await store.DeclareAsync("one", null, "object://bundles/a", None);
        await store.RemoveAsync("one", None);
        Assert.Null(await store.FindAsync("one", None));
    }

    private static async Task<EndpointStore> StoreAsync(Database database)
    {
        var store = new EndpointStore(database, TimeProvider.System);
        await store.MigrateAsync(None);
        return store;
    }
}
