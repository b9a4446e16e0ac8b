using GreenMl.Platform.Broker.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Platform.Broker.Tests.Messages;

public sealed class LongPollTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_waiting_receive_gets_a_message_as_it_is_sent()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        var poll = queue.ReceiveAsync(waitSeconds: 20);

        await queue.SendAsync("hello");

        Assert.Equal("hello", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_waiting_receive_gets_a_delayed_message_when_it_is_due()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        var poll = queue.ReceiveAsync(waitSeconds: 20);
        await queue.SendAsync("late", delaySeconds: 5);
        Assert.False(poll.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("late", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_waiting_receive_gets_a_message_that_another_client_let_go()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker, ("VisibilityTimeout", "3"));
        await queue.SendAsync("again");
        await queue.ReceiveAsync();
        var poll = queue.ReceiveAsync(waitSeconds: 20);
        await queue.CountAsync();

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("again", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_waiting_receive_gets_a_message_that_is_released()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        await queue.SendAsync("released");
        var held = Assert.Single(await queue.ReceiveAsync());
        var poll = queue.ReceiveAsync(waitSeconds: 20);

        await queue.ReleaseAsync(held);

        Assert.Equal("released", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_waiting_receive_learns_of_an_earlier_due_time()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker, ("VisibilityTimeout", "600"));
        await queue.SendAsync("sooner");
        var held = Assert.Single(await queue.ReceiveAsync());
        var poll = queue.ReceiveAsync(waitSeconds: 20);
        await queue.HideAsync(held, 4);

        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("sooner", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_waiting_receive_gets_the_next_of_a_group_after_a_delete()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateFifoAsync(broker, ("ContentBasedDeduplication", "true"));
        await queue.SendAsync("first", "g");
        await queue.SendAsync("second", "g");
        var first = Assert.Single(await queue.ReceiveAsync());
        var poll = queue.ReceiveAsync(waitSeconds: 20);

        await queue.DeleteAsync(first);

        Assert.Equal("second", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_waiting_receive_gets_a_dead_letter()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var deadLetters = await QueueUnderTest.CreateAsync(broker);
        var policy = $$"""{"deadLetterTargetArn":"{{deadLetters.Arn}}","maxReceiveCount":"1"}""";
        var queue = await QueueUnderTest.CreateAsync(broker, ("RedrivePolicy", policy));
        var poll = deadLetters.ReceiveAsync(waitSeconds: 20);
        await queue.SendAsync("poison");
        await queue.ReleaseAsync(Assert.Single(await queue.ReceiveAsync()));

        Assert.Empty(await queue.ReceiveAsync());

        Assert.Equal("poison", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task One_message_ends_one_of_several_waits()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        var polls = Enumerable.Range(0, 5).Select(_ => queue.ReceiveAsync(waitSeconds: 20)).ToList();

        await queue.SendAsync("one");
        var winner = await Task.WhenAny(polls);
        await queue.CountAsync();

        Assert.Single(await winner);
        Assert.Equal(1, polls.Count(poll => poll.IsCompleted));
    }

    [Fact]
    public async Task Every_message_finds_a_waiting_receive()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        var polls = Enumerable.Range(0, 20).Select(_ => queue.ReceiveAsync(count: 1, waitSeconds: 20)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => queue.SendAsync($"{i}")));

        var received = await Task.WhenAll(polls);
        Assert.Equal(20, received.SelectMany(messages => messages).Select(message => message.Body).Distinct().Count());
    }

    [Fact]
    public async Task A_receive_that_was_abandoned_takes_no_message()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        using var client = new CancellationTokenSource();
        var abandoned = queue.ReceiveAsync(1, 20, client.Token);
        var poll = queue.ReceiveAsync(waitSeconds: 20);
        await queue.CountAsync();

        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        await queue.SendAsync("kept");

        Assert.Equal("kept", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_wait_without_a_message_ends_empty()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        var poll = queue.ReceiveAsync(waitSeconds: 20);
        while (!poll.IsCompleted)
        {
            await queue.CountAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(await poll);
    }

    [Fact]
    public async Task A_stop_ends_every_wait_empty()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        var poll = queue.ReceiveAsync(waitSeconds: 20);
        await queue.CountAsync();

        await broker.StopAsync();

        Assert.Empty(await poll);
    }

    [Fact]
    public async Task A_deleted_queue_ends_every_wait_with_an_error()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        var poll = queue.ReceiveAsync(waitSeconds: 20);

        await queue.DeleteQueueAsync();

        var error = await Assert.ThrowsAsync<AwsException>(() => poll);
        Assert.Equal("QueueDoesNotExist", error.Shape);
    }
}
