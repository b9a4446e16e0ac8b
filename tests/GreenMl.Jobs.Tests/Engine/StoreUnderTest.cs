using System.Text.Json;
using GreenMl.Messaging;
using GreenMl.Sql;
using GreenMl.Testing;

namespace GreenMl.Jobs.Tests.Engine;

/// <summary>A store of jobs in a database of its own, with the outbox that nothing empties.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly TestDatabase _test;

    private StoreUnderTest(TestDatabase test)
    {
        _test = test;
        Database = test.Open();
        Store = StoreOf(Database);
    }

    public Database Database { get; }

    public TestStore Store { get; }

    public static async Task<StoreUnderTest> CreateAsync(SqlDialect dialect = SqlDialect.Sqlite)
    {
        var under = new StoreUnderTest(await TestDatabase.CreateAsync(dialect));
        await MessagingSchema.MigrateAsync(under.Database, CancellationToken.None);
        await under.Store.MigrateAsync(CancellationToken.None);
        return under;
    }

    /// <summary>The store as another process sees it.</summary>
    public TestStore Reopen() => StoreOf(_test.Open());

    public Task<TestJob> AddAsync(TestJob job) => Store.AddAsync(job, job.Id.ToString(), [], CancellationToken.None);

    /// <summary>The events that wait to be sent, in order.</summary>
    public async Task<IReadOnlyList<object>> EventsAsync()
    {
        var rows = await Database.ReadAsync(
            session =>
                session.QueryAsync(
                    "SELECT type, body FROM outbox ORDER BY sequence",
                    row => (Type: row.GetString(0), Body: row.GetString(1))
                ),
            CancellationToken.None
        );
        return
        [
            .. rows.Select(row => JsonSerializer.Deserialize(row.Body, Type.GetType(row.Type)!, MessageJson.Options)!),
        ];
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private static TestStore StoreOf(Database database) => new(database, new Outbox(database, TimeProvider.System));
}
