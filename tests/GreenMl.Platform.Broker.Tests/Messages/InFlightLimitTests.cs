using GreenMl.Platform.Broker.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Platform.Broker.Tests.Messages;

public sealed class InFlightLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_receive_beyond_the_limit_is_OverLimit()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time, "Broker:MaxInFlight=3");
        var queue = await WithMessagesAsync(broker, 5);
        Assert.Equal(3, (await queue.ReceiveAsync()).Count);

        var error = await Assert.ThrowsAsync<AwsException>(() => queue.ReceiveAsync());

        Assert.Equal("OverLimit", error.Code);
    }

    [Fact]
    public async Task A_long_poll_at_the_limit_waits_for_a_delete()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time, "Broker:MaxInFlight=3");
        var queue = await WithMessagesAsync(broker, 5);
        var held = await queue.ReceiveAsync();
        var poll = queue.ReceiveAsync(waitSeconds: 20);

        await queue.DeleteAsync(held[0]);

        Assert.Single(await poll);
    }

    [Fact]
    public async Task A_message_whose_time_is_up_makes_room()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time, "Broker:MaxInFlight=3");
        var queue = await WithMessagesAsync(broker, 5);
        await queue.ReceiveAsync();

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(3, (await queue.ReceiveAsync()).Count);
    }

    [Fact]
    public async Task A_fifo_queue_at_its_limit_answers_no_message()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time, "Broker:MaxInFlightFifo=1");
        var queue = await QueueUnderTest.CreateFifoAsync(broker, ("ContentBasedDeduplication", "true"));
        await queue.SendAsync("a", "a");
        await queue.SendAsync("b", "b");
        Assert.Single(await queue.ReceiveAsync());

        Assert.Empty(await queue.ReceiveAsync());
    }

    [Fact]
    public async Task A_receive_answers_at_most_one_mebibyte()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        for (var i = 0; i < 4; i++)
        {
            await queue.SendAsync(new string('x', 400_000));
        }

        Assert.Equal(2, (await queue.ReceiveAsync()).Count);
        Assert.Equal(2, (await queue.ReceiveAsync()).Count);
    }

    private static async Task<QueueUnderTest> WithMessagesAsync(TestBroker broker, int count)
    {
        var queue = await QueueUnderTest.CreateAsync(broker);
        for (var i = 0; i < count; i++)
        {
            await queue.SendAsync($"{i}");
        }

        return queue;
    }
}
