using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

/// <summary>What the transport promises, whatever endpoint it talks to.</summary>
public abstract partial class TransportSuite(ServiceEndpoint endpoint)
{
    // Unique in the endpoint, which the tests of a class share.
    private readonly string _prefix = $"t{Guid.NewGuid():N}"[..12];

    private string Queue => $"{_prefix}-steps";

    private Uri QueueAddress => new($"queue:{Queue}");

    [SuiteFact]
    public async Task A_message_sent_to_a_queue_reaches_its_consumer()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(Receive(received));

        await SendAsync(bus, new StepCompleted(7, "sent"));

        Assert.Equal(new StepCompleted(7, "sent"), await received.NextAsync());
    }

    [SuiteFact]
    public async Task A_published_message_reaches_every_subscribed_queue()
    {
        Inbox<StepCompleted>[] received = [new(), new()];
        await using var bus = await StartAsync(
            (_, cfg) =>
            {
                cfg.ReceiveEndpoint($"{_prefix}-one", e => AddHandler(e, received[0]));
                cfg.ReceiveEndpoint($"{_prefix}-two", e => AddHandler(e, received[1]));
            }
        );

        await bus.Bus.Publish(new StepCompleted(7, "published"));

        Assert.Equal(7, (await received[0].NextAsync()).Number);
        Assert.Equal(7, (await received[1].NextAsync()).Number);
    }

    private static void AddHandler(IReceiveEndpointConfigurator configurator, Inbox<StepCompleted> received) =>
        configurator.Handler<StepCompleted>(async context => await received.AddAsync(context.Message));

    private static async Task SendAsync<T>(TestBus bus, Uri address, T message, Action<SendContext<T>>? set = null)
        where T : class
    {
        var target = await bus.Bus.GetSendEndpoint(address);
        await target.Send(message, Pipe.Execute<SendContext<T>>(context => set?.Invoke(context)));
    }

    private Task SendAsync(TestBus bus, StepCompleted message, Action<SendContext<StepCompleted>>? set = null) =>
        SendAsync(bus, QueueAddress, message, set);

    private Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> Receive(
        Inbox<StepCompleted> received,
        Action<IAmazonSqsReceiveEndpointConfigurator>? configure = null
    ) =>
        (_, cfg) =>
            cfg.ReceiveEndpoint(
                Queue,
                e =>
                {
                    configure?.Invoke(e);
                    AddHandler(e, received);
                }
            );

    private Task<TestBus> StartAsync(
        Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> configure,
        Action<IBusRegistrationConfigurator>? register = null
    ) => TestBus.StartAsync(endpoint.Url, _prefix, configure, register);
}
