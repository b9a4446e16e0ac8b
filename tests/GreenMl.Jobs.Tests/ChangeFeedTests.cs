namespace GreenMl.Jobs.Tests;

public sealed class ChangeFeedTests
{
    private const string Key = "thing";
    private readonly ChangeFeed<string> _feed = new();
    private int _value;

    [Fact]
    public async Task A_watcher_sees_the_state_at_once_and_after_each_change()
    {
        await using var watcher = Watch(last: 2).GetAsyncEnumerator();

        Assert.Equal(0, await NextAsync(watcher));
        Set(1);
        Assert.Equal(1, await NextAsync(watcher));
        Set(2);
        Assert.Equal(2, await NextAsync(watcher));
        Assert.False(await watcher.MoveNextAsync());
    }

    [Fact]
    public async Task A_change_while_the_state_is_read_is_not_lost()
    {
        var reads = 0;
        var states = _feed.WatchAsync(
            Key,
            _ =>
            {
                var seen = Box(_value);
                if (reads++ == 0)
                {
                    Set(1);
                }

                return seen;
            },
            state => state.Value == 1,
            CancellationToken.None
        );

        Assert.Equal([0, 1], await ValuesAsync(states));
    }

    [Fact]
    public async Task A_slow_watcher_skips_states_and_holds_nobody_up()
    {
        await using var watcher = Watch(last: 1000).GetAsyncEnumerator();
        Assert.Equal(0, await NextAsync(watcher));
        for (var i = 1; i <= 1000; i++)
        {
            Set(i);
        }

        Assert.Equal(1000, await NextAsync(watcher));
        Assert.False(await watcher.MoveNextAsync());
    }

    [Fact]
    public async Task Every_watcher_gets_to_the_last_state_however_changes_and_reads_meet()
    {
        const int Last = 2000;
        var watchers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => ValuesAsync(Watch(Last)))).ToArray();
        for (var i = 1; i <= Last; i++)
        {
            Set(i);
            await Task.Yield();
        }

        foreach (var seen in await Task.WhenAll(watchers))
        {
            Assert.Equal(Last, seen[^1]);
            Assert.Equal(seen.Order(), seen);
        }
    }

    [Fact]
    public async Task A_thing_that_is_gone_ends_the_watch()
    {
        var states = _feed.WatchAsync(Key, _ => Task.FromResult<State?>(null), _ => false, CancellationToken.None);
        Assert.Empty(await ValuesAsync(states));
    }

    [Fact]
    public async Task A_watcher_that_goes_away_is_forgotten()
    {
        using var stop = new CancellationTokenSource();
        var watching = ValuesAsync(Watch(last: 1, stop.Token));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Set(1);
        Assert.Equal([1], await ValuesAsync(Watch(last: 1)));
    }

    [Fact]
    public async Task Other_things_wake_nobody()
    {
        await using var watcher = Watch(last: 1).GetAsyncEnumerator();
        Assert.Equal(0, await NextAsync(watcher));
        var next = watcher.MoveNextAsync().AsTask();

        _value = 1;
        _feed.Notify("other");
        Assert.False(next.IsCompleted);

        _feed.Notify(Key);
        Assert.True(await next);
    }

    private void Set(int value)
    {
        Volatile.Write(ref _value, value);
        _feed.Notify(Key);
    }

    private IAsyncEnumerable<State> Watch(int last, CancellationToken cancellationToken = default) =>
        _feed.WatchAsync(Key, _ => Box(Volatile.Read(ref _value)), state => state.Value == last, cancellationToken);

    private static Task<State?> Box(int value) => Task.FromResult<State?>(new State(value));

    private static async Task<int> NextAsync(IAsyncEnumerator<State> watcher)
    {
        Assert.True(await watcher.MoveNextAsync());
        return watcher.Current.Value;
    }

    private static async Task<List<int>> ValuesAsync(IAsyncEnumerable<State> states)
    {
        var values = new List<int>();
        await foreach (var state in states)
        {
            values.Add(state.Value);
        }

        return values;
    }

    private sealed record State(int Value);
}
