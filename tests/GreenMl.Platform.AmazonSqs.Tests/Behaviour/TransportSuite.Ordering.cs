using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public abstract partial class TransportSuite
{
    private string FifoQueue => $"{Queue}.fifo";

    private Uri FifoAddress => new($"queue:{FifoQueue}");

    [SuiteFact]
    public async Task A_fifo_queue_keeps_the_order_within_each_group()
    {
        const int Groups = 3;
        const int PerGroup = 8;
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(ReceiveFifo(received));

        var sends = Enumerable
            .Range(0, Groups * PerGroup)
            .Select(i => SendFifoAsync(bus, new StepCompleted(i / Groups, $"g{i % Groups}")));
        foreach (var send in sends)
        {
            await send;
        }

        var all = await received.NextAsync(Groups * PerGroup);
        foreach (var group in all.GroupBy(x => x.Text))
        {
            Assert.Equal(Enumerable.Range(0, PerGroup), group.Select(x => x.Number));
        }
    }

    [SuiteFact]
    public async Task A_second_message_with_one_deduplication_id_is_dropped()
    {
        using var raw = new RawClient(endpoint.Url);
        await using var sender = await StartAsync((_, _) => { });
        await SendFifoAsync(sender, new StepCompleted(0, "g"));
        await SendFifoAsync(sender, new StepCompleted(0, "g"));
        await SendFifoAsync(sender, new StepCompleted(1, "g"));

        Assert.Equal(2, await raw.CountAsync(FifoQueue));
    }

    [SuiteFact]
    public async Task A_failed_message_of_a_group_is_moved_before_the_next_one_is_consumed()
    {
        using var raw = new RawClient(endpoint.Url);
        await raw.CreateFifoAsync($"{Queue}_error.fifo");
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(
            (_, cfg) =>
                cfg.ReceiveEndpoint(
                    FifoQueue,
                    e =>
                    {
                        e.ConfigureConsumeTopology = false;
                        e.Handler<StepCompleted>(async context =>
                        {
                            await received.AddAsync(context.Message);
                            if (context.Message.Number == 0)
                            {
                                throw new InvalidOperationException("first");
                            }
                        });
                    }
                )
        );

        await SendFifoAsync(bus, new StepCompleted(0, "g"));
        await SendFifoAsync(bus, new StepCompleted(1, "g"));

        Assert.Equal([0, 1], (await received.NextAsync(2)).Select(x => x.Number));
        var moved = Assert.Single(await raw.ReceiveAsync($"{Queue}_error.fifo"));
        Assert.Equal("g", moved.Attributes["MessageGroupId"]);
    }

    [SuiteFact]
    public async Task A_message_to_a_fifo_queue_needs_a_group()
    {
        await using var bus = await StartAsync(ReceiveFifo(new Inbox<StepCompleted>()));

        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            SendAsync(bus, FifoAddress, new StepCompleted(0))
        );

        Assert.Contains("SetGroupId", error.Message, StringComparison.Ordinal);
        Assert.Contains(FifoQueue, error.Message, StringComparison.Ordinal);
    }

    private Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> ReceiveFifo(
        Inbox<StepCompleted> received
    ) =>
        (_, cfg) =>
            cfg.ReceiveEndpoint(
                FifoQueue,
                e =>
                {
                    // A standard topic cannot deliver to a FIFO queue.
                    e.ConfigureConsumeTopology = false;
                    AddHandler(e, received);
                }
            );

    private Task SendFifoAsync(TestBus bus, StepCompleted step, TimeSpan? delay = null) =>
        SendAsync(
            bus,
            FifoAddress,
            step,
            x =>
            {
                x.SetGroupId(step.Text);
                x.SetDeduplicationId($"{step.Text}-{step.Number}");
                x.Delay = delay;
            }
        );
}
