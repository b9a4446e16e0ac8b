using GreenMl.Platform.Broker.Storage;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Platform.Broker.Tests.Messages;

public sealed class RetentionTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_message_past_its_retention_is_not_delivered()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker, ("MessageRetentionPeriod", "60"));
        await queue.SendAsync("old");

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Empty(await queue.ReceiveAsync());
    }

    [Fact]
    public async Task Expired_messages_are_deleted_although_nobody_asks()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker, ("MessageRetentionPeriod", "60"));
        await queue.SendAsync("old");
        Assert.Equal(1, await CountRowsAsync(broker));

        await AdvanceUntilAsync(broker, rows: 0, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_shorter_retention_holds_for_messages_sent_before()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        await queue.SendAsync("old");
        _time.Advance(TimeSpan.FromMinutes(10));

        await queue.SetAsync("MessageRetentionPeriod", "60");

        await AdvanceUntilAsync(broker, rows: 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task The_messages_of_purged_and_deleted_queues_are_deleted()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var purged = await QueueUnderTest.CreateAsync(broker);
        var deleted = await QueueUnderTest.CreateFifoAsync(broker, ("ContentBasedDeduplication", "true"));
        for (var i = 0; i < 20; i++)
        {
            await purged.SendAsync($"{i}");
            await deleted.SendAsync($"{i}", "g");
        }

        await purged.PurgeAsync();
        await deleted.DeleteQueueAsync();

        Assert.Empty(await purged.ReceiveAsync());
        await AdvanceUntilAsync(broker, rows: 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task A_queue_can_be_purged_again_after_a_minute()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateAsync(broker);
        await queue.PurgeAsync();

        _time.Advance(TimeSpan.FromSeconds(60));

        await queue.PurgeAsync();
    }

    [Fact]
    public async Task Deduplication_forgets_after_five_minutes()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateFifoAsync(broker);
        var first = await queue.SendAsync("one", "g", "id");
        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(first.MessageId, (await queue.SendAsync("two", "g", "id")).MessageId);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotEqual(first.MessageId, (await queue.SendAsync("three", "g", "id")).MessageId);
        Assert.Equal(2, await queue.CountAsync());
    }

    [Fact]
    public async Task Forgotten_deduplication_ids_are_deleted_although_nobody_sends()
    {
        await using var broker = await TestBroker.StartWithClockAsync(_time);
        var queue = await QueueUnderTest.CreateFifoAsync(broker, ("MessageRetentionPeriod", "60"));
        await queue.SendAsync("one", "g", "id");

        await AdvanceUntilAsync(broker, rows: 0, TimeSpan.FromMinutes(1), "deduplication");
    }

    private async Task AdvanceUntilAsync(TestBroker broker, int rows, TimeSpan step, string table = "message")
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await CountRowsAsync(broker, table) != rows)
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(step);
        }

        Assert.Equal(0, table == "message" ? await CountRowsAsync(broker, "payload") : 0);
    }

    private static Task<int> CountRowsAsync(TestBroker broker, string table = "message") =>
        broker
            .Get<GroupCommit>()
            .RunAsync(
                transaction => transaction.QuerySingle($"select count(*) from {table}", row => row.GetInt32(0)),
                CancellationToken.None
            );
}
