using System.Collections.Concurrent;
using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Storage;

namespace GreenMl.Platform.Broker.Tests.Storage;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task A_full_queue_answers_service_unavailable()
    {
        await using var broker = await TestBroker.StartAsync("Broker:MaxPendingRequests=1");
        var commit = broker.Get<GroupCommit>();
        using var held = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var blocking = commit.RunAsync(
            _ =>
            {
                entered.Set();
                held.Wait();
                return 0;
            },
            CancellationToken.None
        );
        entered.Wait();
        // The broker's own housekeeping may hold the one place: which request is refused is not told, that one is, is.
        var waiting = Enumerable.Range(0, 3).Select(i => commit.RunAsync(_ => i, CancellationToken.None)).ToArray();
        held.Set();

        var refusals = new List<AwsException>();
        foreach (var request in waiting)
        {
            if (await Record.ExceptionAsync(() => request) is AwsException refusal)
            {
                refusals.Add(refusal);
            }
        }

        Assert.InRange(refusals.Count, 2, 3);
        Assert.All(refusals, refusal => Assert.Equal((503, "ServiceUnavailable"), (refusal.Status, refusal.Code)));
        await blocking;
    }

    [Fact]
    public async Task A_failed_request_undoes_its_own_changes_only()
    {
        await using var broker = await TestBroker.StartAsync();
        var commit = broker.Get<GroupCommit>();
        ConcurrentQueue<string> committed = [];

        var all = Enumerable
            .Range(0, 20)
            .Select(i =>
                commit.RunAsync(
                    transaction =>
                    {
                        transaction.Execute(
                            "insert into topic(name, attributes, tags) values($1, '{}', '{}')",
                            $"t{i}"
                        );
                        transaction.AfterCommit(() => committed.Enqueue($"t{i}"));
                        return i % 2 == 0 ? i : throw new AwsException("Odd", "odd");
                    },
                    CancellationToken.None
                )
            )
            .ToList();
        foreach (var odd in all.Where((_, i) => i % 2 == 1))
        {
            await Assert.ThrowsAsync<AwsException>(() => odd);
        }

        var names = await commit.RunAsync(
            transaction => transaction.Query("select name from topic order by id", row => row.GetString(0)),
            CancellationToken.None
        );
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"t{2 * i}"), names);
        Assert.Equal(names, committed);
    }

    [Fact]
    public async Task A_request_withdrawn_while_it_waits_does_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        var commit = broker.Get<GroupCommit>();
        using var held = new ManualResetEventSlim();
        using var client = new CancellationTokenSource();
        var ran = false;
        var blocking = commit.RunAsync(
            _ =>
            {
                held.Wait();
                return 0;
            },
            CancellationToken.None
        );
        var withdrawn = commit.RunAsync(_ => ran = true, client.Token);

        await client.CancelAsync();
        held.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        await blocking;
        Assert.False(ran);
    }

    [Fact]
    public async Task A_broken_statement_fails_its_commit_and_the_writer_goes_on()
    {
        await using var broker = await TestBroker.StartAsync();
        var commit = broker.Get<GroupCommit>();

        var error = await Assert.ThrowsAsync<AwsException>(() =>
            commit.RunAsync(
                transaction => transaction.Execute("insert into topic(name) values(null)"),
                CancellationToken.None
            )
        );

        Assert.Equal(503, error.Status);
        Assert.Equal(
            0,
            await commit.RunAsync(transaction => transaction.Execute("delete from topic"), CancellationToken.None)
        );
    }
}
