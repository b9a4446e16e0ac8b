using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public abstract partial class TransportSuite
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    [SuiteFact]
    public async Task A_delayed_message_arrives_after_those_sent_later_and_not_before_its_time()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(Receive(received));

        var due = TimeProvider.System.GetUtcNow() + Delay;
        await SendAsync(bus, new StepCompleted(1, "later"), x => x.Delay = Delay);
        await SendAsync(bus, new StepCompleted(2, "now"));

        Assert.Equal("now", (await received.NextAsync()).Text);
        Assert.Equal("later", (await received.NextAsync()).Text);
        AssertReached(due);
    }

    [SuiteFact]
    public async Task A_delayed_publish_is_held_back_by_the_receiver()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(Receive(received), x => x.AddDelayedMessageScheduler());
        await using var scope = bus.Services.CreateAsyncScope();

        var due = TimeProvider.System.GetUtcNow() + Delay;
        await bus.Bus.Publish(new StepCompleted(1, "later"), x => x.Delay = Delay);
        await bus.Bus.Publish(new StepCompleted(2, "now"));

        Assert.Equal("now", (await received.NextAsync()).Text);
        Assert.Equal("later", (await received.NextAsync()).Text);
        AssertReached(due);
    }

    [SuiteFact]
    public async Task A_delayed_message_of_a_group_holds_back_the_group()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(ReceiveFifo(received));

        var due = TimeProvider.System.GetUtcNow() + Delay;
        await SendFifoAsync(bus, new StepCompleted(0, "g"), Delay);
        await SendFifoAsync(bus, new StepCompleted(1, "g"));

        Assert.Equal([0, 1], (await received.NextAsync(2)).Select(x => x.Number));
        AssertReached(due);
    }

    [SuiteFact]
    public async Task The_delayed_scheduler_schedules_over_the_transport()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(
            (context, cfg) =>
            {
                cfg.UseDelayedMessageScheduler();
                Receive(received)(context, cfg);
            },
            x => x.AddDelayedMessageScheduler()
        );
        await using var scope = bus.Services.CreateAsyncScope();
        var scheduler = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();

        var due = TimeProvider.System.GetUtcNow() + Delay;
        await scheduler.ScheduleSend(QueueAddress, Delay, new StepCompleted(1));

        Assert.Equal(1, (await received.NextAsync()).Number);
        AssertReached(due);
    }

    // The services count a delay in seconds and clocks in milliseconds.
    private static void AssertReached(DateTimeOffset due) =>
        Assert.InRange(TimeProvider.System.GetUtcNow(), due - TimeSpan.FromMilliseconds(50), DateTimeOffset.MaxValue);
}
