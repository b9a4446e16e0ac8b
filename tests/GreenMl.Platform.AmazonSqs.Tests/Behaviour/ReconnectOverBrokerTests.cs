using GreenMl.Platform.AmazonSqs.Tests.Endpoints;
using MassTransit;

namespace GreenMl.Platform.AmazonSqs.Tests.Behaviour;

public sealed class ReconnectOverBrokerTests() : ReconnectSuite(new BrokerEndpoint())
{
    // moto forgets its queues when it dies.
    [Fact]
    public async Task A_message_consumed_during_an_outage_is_deleted_after_it()
    {
        var received = new Inbox<StepCompleted>();
        var finish = new TaskCompletionSource();
        await using var bus = await StartAsync(received, finish.Task);
        await SendAsync(bus, new StepCompleted(1));
        await received.NextAsync();

        await Endpoint.KillAsync();
        finish.SetResult();
        await WaitForAsync(bus, BusHealthStatus.Degraded);
        await Endpoint.StartAsync();
        await WaitForAsync(bus, BusHealthStatus.Healthy);
        await bus.StopAsync();

        using var raw = new RawClient(Endpoint.Url);
        Assert.Equal(0, await raw.CountAsync(Queue));
        Assert.True(received.IsEmpty);
    }

    [Fact]
    public async Task A_second_delivery_of_a_message_still_being_consumed_is_taken_over()
    {
        var received = new Inbox<StepCompleted>();
        var finish = new TaskCompletionSource();
        await using var bus = await StartAsync(received, finish.Task, visibilityTimeoutSeconds: 1);
        using var raw = new RawClient(Endpoint.Url);
        await SendAsync(bus, new StepCompleted(1));
        await received.NextAsync();

        // The health tells of the outage after the SDK's own retries, when the visibility timeout has long run out.
        await Endpoint.KillAsync();
        await WaitForAsync(bus, BusHealthStatus.Degraded);
        await Endpoint.StartAsync();
        await WaitForAsync(bus, BusHealthStatus.Healthy);
        await raw.WaitForAsync(Queue, visible: 0, hidden: 1);
        finish.SetResult();
        await bus.StopAsync();

        Assert.Equal(0, await raw.CountAsync(Queue));
        Assert.True(received.IsEmpty);
    }
}
