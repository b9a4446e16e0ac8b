using MassTransit.AmazonSqsTransport.Receiving;

namespace GreenMl.Platform.AmazonSqs.Tests.Units;

public sealed class OrderedGroupsTests
{
    private readonly OrderedGroups _groups = new();
    private readonly List<string> _log = [];

    [Fact]
    public async Task A_group_runs_in_the_order_of_its_messages()
    {
        var tasks = Enumerable.Range(0, 50).Select(x => RunAsync("g", $"{x}")).ToArray();

        await Task.WhenAll(tasks);

        Assert.Equal(Enumerable.Range(0, 50).Select(x => $"{x}"), _log);
    }

    [Fact]
    public async Task Groups_do_not_wait_for_each_other()
    {
        var first = new TaskCompletionSource<bool>();
        var held = _groups.RunAsync("a", () => first.Task, () => Task.CompletedTask);

        await RunAsync("b", "b");

        Assert.False(held.IsCompleted);
        first.SetResult(true);
        await held;
    }

    [Fact]
    public async Task What_waits_behind_a_message_that_goes_back_goes_back_too()
    {
        var first = new TaskCompletionSource<bool>();
        var failing = _groups.RunAsync("g", () => first.Task, () => Task.CompletedTask);
        var behind = new[] { RunAsync("g", "1"), RunAsync("g", "2") };

        first.SetResult(false);
        await failing;
        await Task.WhenAll(behind);

        Assert.Equal(["back 1", "back 2"], _log);
        await RunAsync("g", "again");
        Assert.Equal("again", _log[^1]);
    }

    private Task RunAsync(string group, string name) =>
        _groups.RunAsync(
            group,
            async () =>
            {
                await Task.Yield();
                _log.Add(name);
                return true;
            },
            () =>
            {
                _log.Add($"back {name}");
                return Task.CompletedTask;
            }
        );
}
