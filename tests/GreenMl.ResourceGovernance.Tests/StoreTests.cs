using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Messaging;
using GreenMl.ResourceGovernance.Ledger;
using GreenMl.ResourceGovernance.Runs;
using GreenMl.Sql;
using GreenMl.Testing;

namespace GreenMl.ResourceGovernance.Tests;

public sealed class StoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_repeated_request_is_the_first_run_and_starts_it_once(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var database = test.Open();
        var runs = await RunsAsync(database);
        var first = await runs.AddAsync(ARun("one"), "key", None);
        var second = await runs.AddAsync(ARun("two"), "key", None);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal("one", second.Spec.Name);
        Assert.Equal(1, await CountAsync(database, "outbox"));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Runs_are_listed_newest_first_from_any_position(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var runs = await RunsAsync(test.Open());
        foreach (var name in new[] { "a", "b", "c" })
        {
            await runs.AddAsync(ARun(name), name, None);
        }

        var page = await runs.ListAsync(long.MaxValue, 2, None);
        Assert.Equal(["c", "b"], page.Select(run => run.Spec.Name));
        var rest = await runs.ListAsync(page[^1].Sequence, 2, None);
        Assert.Equal(["a"], rest.Select(run => run.Spec.Name));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_job_told_twice_is_in_the_ledger_once(SqlDialect dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var ledger = new LedgerStore(test.Open(), TimeProvider.System);
        await ledger.MigrateAsync(None);
        var (run, job) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        StepMeasurement[] steps = [new() { Step = "land", CpuSeconds = 1 }, new() { Step = "write", CpuSeconds = 2 }];
        await ledger.AddAsync(run, job, Phase.Curation, steps, None);
        await ledger.AddAsync(run, job, Phase.Curation, steps, None);
        await ledger.AddAsync(null, Guid.CreateVersion7(), Phase.Training, steps, None);

        var ofRun = await ledger.ListAsync(run.ToString(), long.MaxValue, 10, None);
        Assert.Equal(["write", "land"], ofRun.Select(row => row.Entry.Measurement.Step));
        Assert.Equal(4, (await ledger.ListAsync("", long.MaxValue, 10, None)).Count);
    }

    private static AcceptedRun ARun(string name) =>
        new(Guid.CreateVersion7(), new() { Name = name }, DateTimeOffset.UnixEpoch, 0);

    private static async Task<RunStore> RunsAsync(Database database)
    {
        await MessagingSchema.MigrateAsync(database, None);
        var runs = new RunStore(database, new(database, TimeProvider.System));
        await runs.MigrateAsync(None);
        return runs;
    }

    private static Task<long> CountAsync(Database database, string table) =>
        database.ReadAsync(
            session => session.SingleAsync($"SELECT count(*) FROM {table}", row => row.GetInt64(0)),
            None
        );
}
