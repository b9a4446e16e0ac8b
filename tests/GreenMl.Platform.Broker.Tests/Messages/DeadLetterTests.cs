using GreenMl.Platform.Broker.Protocol;
using GreenMl.Platform.Broker.Queues;

namespace GreenMl.Platform.Broker.Tests.Messages;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task Without_its_dead_letter_queue_a_message_is_delivered_again_rather_than_lost()
    {
        await using var broker = await TestBroker.StartAsync();
        var deadLetters = await QueueUnderTest.CreateAsync(broker);
        var queue = await QueueUnderTest.CreateAsync(broker, ("RedrivePolicy", PolicyTo(deadLetters)));
        await queue.SendAsync("kept");
        await queue.ReleaseAsync(Assert.Single(await queue.ReceiveAsync()));

        await deadLetters.DeleteQueueAsync();

        Assert.Equal("kept", Assert.Single(await queue.ReceiveAsync()).Body);
    }

    [Fact]
    public async Task A_dead_letter_queue_that_refuses_the_source_takes_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        var deadLetters = await QueueUnderTest.CreateAsync(broker);
        var queue = await QueueUnderTest.CreateAsync(broker, ("RedrivePolicy", PolicyTo(deadLetters)));
        await queue.SendAsync("kept");
        await queue.ReleaseAsync(Assert.Single(await queue.ReceiveAsync()));

        await deadLetters.SetAsync("RedriveAllowPolicy", """{"redrivePermission":"denyAll"}""");

        Assert.Equal("kept", Assert.Single(await queue.ReceiveAsync()).Body);
    }

    [Fact]
    public async Task A_dead_letter_of_a_fifo_queue_lets_its_group_go_on_and_keeps_its_order()
    {
        await using var broker = await TestBroker.StartAsync();
        var deadLetters = await QueueUnderTest.CreateFifoAsync(broker);
        var queue = await QueueUnderTest.CreateFifoAsync(
            broker,
            ("RedrivePolicy", PolicyTo(deadLetters)),
            ("ContentBasedDeduplication", "true")
        );
        foreach (var body in new[] { "0", "1", "2" })
        {
            await queue.SendAsync(body, "g");
        }

        for (var i = 0; i < 2; i++)
        {
            await queue.ReleaseAsync(Assert.Single(await queue.ReceiveAsync()));
        }

        Assert.Equal("2", Assert.Single(await queue.ReceiveAsync()).Body);
        var first = Assert.Single(await deadLetters.ReceiveAsync());
        await deadLetters.DeleteAsync(first);
        Assert.Equal(["0", "1"], [first.Body, Assert.Single(await deadLetters.ReceiveAsync()).Body]);
    }

    [Fact]
    public async Task A_receipt_of_one_queue_is_refused_by_another()
    {
        await using var broker = await TestBroker.StartAsync();
        var one = await QueueUnderTest.CreateAsync(broker);
        var other = await QueueUnderTest.CreateAsync(broker);
        await one.SendAsync("m");
        var message = Assert.Single(await one.ReceiveAsync());

        var error = await Assert.ThrowsAsync<AwsException>(() => other.DeleteAsync(message));

        Assert.Equal("ReceiptHandleIsInvalid", error.Code);
        Assert.Equal(1, await one.CountAsync(QueueAttributeNames.ApproximateNumberOfMessagesNotVisible));
    }

    private static string PolicyTo(QueueUnderTest target) =>
        $$"""{"deadLetterTargetArn":"{{target.Arn}}","maxReceiveCount":1}""";
}
