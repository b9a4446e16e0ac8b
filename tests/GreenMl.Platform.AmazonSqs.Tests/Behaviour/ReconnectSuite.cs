using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

/// <summary>What the transport promises when the endpoint dies and comes back. Every test has an endpoint of its own to kill.</summary>
public abstract class ReconnectSuite(ServiceEndpoint endpoint) : IAsyncLifetime
{
    protected const string Queue = "steps";

    protected ServiceEndpoint Endpoint => endpoint;

    [SuiteFact]
    public async Task Receiving_goes_on_when_the_endpoint_is_back()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(received);
        await bus.Bus.Publish(new StepCompleted(1));
        Assert.Equal(1, (await received.NextAsync()).Number);

        await endpoint.KillAsync();
        await WaitForAsync(bus, BusHealthStatus.Degraded);
        await endpoint.StartAsync();
        await WaitForAsync(bus, BusHealthStatus.Healthy);
        await bus.Bus.Publish(new StepCompleted(2));

        Assert.Equal(2, (await received.NextAsync()).Number);
    }

    [SuiteFact]
    public async Task A_message_sent_during_an_outage_is_delivered_after_it()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(received);
        await endpoint.KillAsync();

        var send = SendAsync(bus, new StepCompleted(1));
        await WaitForAsync(bus, BusHealthStatus.Degraded);
        Assert.False(send.IsCompleted);
        await endpoint.StartAsync();

        await send;
        Assert.Equal(1, (await received.NextAsync()).Number);
    }

    [SuiteFact]
    public async Task A_bus_started_before_its_endpoint_connects_when_it_is_there()
    {
        await endpoint.KillAsync();
        var received = new Inbox<StepCompleted>();
        await using var bus = Build(received, Task.CompletedTask);
        using var patience = new CancellationTokenSource(TestBus.Patience);

        var start = bus.Control.StartAsync(patience.Token);
        await endpoint.StartAsync();
        await start;

        await bus.Bus.Publish(new StepCompleted(1));
        Assert.Equal(1, (await received.NextAsync()).Number);
    }

    Task IAsyncLifetime.InitializeAsync() => ((IAsyncLifetime)endpoint).InitializeAsync();

    Task IAsyncLifetime.DisposeAsync() => endpoint.DisposeAsync();

    protected static async Task WaitForAsync(TestBus bus, BusHealthStatus status) =>
        Assert.Equal(status, await bus.Control.WaitForHealthStatus(status, TestBus.Patience));

    protected static async Task SendAsync(TestBus bus, StepCompleted step)
    {
        var target = await bus.Bus.GetSendEndpoint(new Uri($"queue:{Queue}"));
        await target.Send(step);
    }

    protected async Task<TestBus> StartAsync(
        Inbox<StepCompleted> received,
        Task? finish = null,
        int visibilityTimeoutSeconds = 30
    )
    {
        var bus = Build(received, finish ?? Task.CompletedTask, visibilityTimeoutSeconds);
        using var patience = new CancellationTokenSource(TestBus.Patience);
        await bus.Control.StartAsync(patience.Token);
        return bus;
    }

    private TestBus Build(Inbox<StepCompleted> received, Task finish, int visibilityTimeoutSeconds = 30) =>
        TestBus.Build(
            endpoint.Url,
            "reconnect",
            (_, cfg) =>
                cfg.ReceiveEndpoint(
                    Queue,
                    e =>
                    {
                        e.QueueAttributes["VisibilityTimeout"] = visibilityTimeoutSeconds;
                        e.Handler<StepCompleted>(async context =>
                        {
                            await received.AddAsync(context.Message);
                            await finish;
                        });
                    }
                )
        );
}
