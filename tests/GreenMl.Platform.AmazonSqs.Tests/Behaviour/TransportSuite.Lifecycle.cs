using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public abstract partial class TransportSuite
{
    [SuiteFact]
    public async Task A_message_stays_hidden_while_its_consumer_outlasts_the_visibility_timeout()
    {
        const int VisibilityTimeoutSeconds = 2;
        var started = new Inbox<bool>();
        var finish = new TaskCompletionSource();
        await using var bus = await StartAsync(
            (_, cfg) =>
                cfg.ReceiveEndpoint(
                    Queue,
                    e =>
                    {
                        e.ConcurrentMessageLimit = 1;
                        e.QueueAttributes["VisibilityTimeout"] = VisibilityTimeoutSeconds;
                        e.Handler<StepCompleted>(async context =>
                        {
                            await started.AddAsync(context.ReceiveContext.Redelivered);
                            await finish.Task;
                        });
                    }
                )
        );
        using var raw = new RawClient(endpoint.Url);

        await SendAsync(bus, new StepCompleted(1));
        Assert.False(await started.NextAsync());
        // Another reader would get the message as soon as its visibility timeout ran out.
        Assert.Empty(await raw.ReceiveAsync(Queue, VisibilityTimeoutSeconds * 3));
        finish.SetResult();

        await bus.StopAsync();
        Assert.Equal(0, await raw.CountAsync(Queue));
        Assert.True(started.IsEmpty);
    }

    [SuiteFact]
    public async Task A_stop_cancels_the_long_poll()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync(Receive(received, e => e.WaitTimeSeconds = 20));
        await SendAsync(bus, new StepCompleted(1));
        await received.NextAsync();

        // Far less than the poll that is now waiting.
        await bus.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    [SuiteFact]
    public async Task A_stop_waits_for_the_running_consumer_and_deletes_its_message()
    {
        var started = new Inbox<bool>();
        var finish = new TaskCompletionSource();
        await using var bus = await StartAsync(
            (_, cfg) =>
                cfg.ReceiveEndpoint(
                    Queue,
                    e =>
                        e.Handler<StepCompleted>(async context =>
                        {
                            await started.AddAsync(true);
                            await finish.Task;
                        })
                )
        );
        await SendAsync(bus, new StepCompleted(1));
        await started.NextAsync();

        var stop = bus.StopAsync();
        Assert.False(stop.IsCompleted);
        finish.SetResult();
        await stop;

        using var raw = new RawClient(endpoint.Url);
        Assert.Equal(0, await raw.CountAsync(Queue));
    }

    [SuiteFact]
    public async Task A_purged_queue_starts_empty()
    {
        using var raw = new RawClient(endpoint.Url);
        await raw.CreateAsync(Queue);
        await raw.SendAsync(Queue, "left over");
        var received = new Inbox<StepCompleted>();

        await using var bus = await StartAsync(Receive(received, e => e.PurgeOnStartup = true));
        await SendAsync(bus, new StepCompleted(2));

        Assert.Equal(2, (await received.NextAsync()).Number);
        Assert.False(await raw.ExistsAsync($"{Queue}_error"), "The left-over body would have been moved there.");
    }

    [SuiteFact]
    public async Task An_endpoint_connected_later_receives_until_it_is_stopped()
    {
        var received = new Inbox<StepCompleted>();
        await using var bus = await StartAsync((_, _) => { });

        var handle = bus.Control.ConnectReceiveEndpoint(
            Queue,
            e =>
            {
                ((IAmazonSqsReceiveEndpointConfigurator)e).AutoDelete = true;
                AddHandler(e, received);
            }
        );
        await handle.Ready.WaitAsync(TestBus.Patience, TimeProvider.System);
        await bus.Bus.Publish(new StepCompleted(3));
        Assert.Equal(3, (await received.NextAsync()).Number);
        await handle.StopAsync(CancellationToken.None);

        using var raw = new RawClient(endpoint.Url);
        Assert.False(await raw.ExistsAsync(Queue));
    }
}
