using MassTransit;

namespace GreenMl.Messaging;

/// <summary>
/// Knows when the bus has started and declared its topology. What is published before the subscriptions exist is lost, so
/// the outbox waits for this.
/// </summary>
internal sealed class BusReadiness : IBusObserver
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task WaitAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public async Task PostStart(IBus bus, Task<BusReady> busReady)
    {
        await busReady;
        _ready.TrySetResult();
    }

    public void PostCreate(IBus bus) { }

    public void CreateFaulted(Exception exception) { }

    public Task PreStart(IBus bus) => Task.CompletedTask;

    public Task StartFaulted(IBus bus, Exception exception) => Task.CompletedTask;

    public Task PreStop(IBus bus) => Task.CompletedTask;

    public Task PostStop(IBus bus) => Task.CompletedTask;

    public Task StopFaulted(IBus bus, Exception exception) => Task.CompletedTask;
}
