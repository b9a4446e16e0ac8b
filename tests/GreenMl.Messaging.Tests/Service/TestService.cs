using GreenMl.Sql;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GreenMl.Messaging.Tests.Service;

/// <summary>A service with a queue and a database, as the product's services are.</summary>
public sealed class TestService : IAsyncDisposable
{
    private readonly IHost _host;

    private TestService(IHost host) => _host = host;

    public Recorder Recorder => _host.Services.GetRequiredService<Recorder>();

    public Outbox Outbox => _host.Services.GetRequiredService<Outbox>();

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public IServiceProvider Services => _host.Services;

    /// <summary>A queue name that no other test uses.</summary>
    public static string NewQueue() => $"test-{Guid.NewGuid():N}";

    /// <summary>Builds the service without starting it.</summary>
    public static TestService Create(string queue, Database database, Action<IBusRegistrationConfigurator> consumers)
    {
        // A service that this test had before has left its loggers in the flow of the test.
        LogContext.Current = null;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Recorder>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.AddMessaging(queue, database, consumers, typeof(Noted));
        return new(builder.Build());
    }

    /// <summary>Starts a service and waits until its bus is ready.</summary>
    public static async Task<TestService> StartAsync(
        string queue,
        Database database,
        Action<IBusRegistrationConfigurator> consumers
    )
    {
        var service = Create(queue, database, consumers);
        await service.StartAsync();
        await service.WaitUntilReadyAsync();
        return service;
    }

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    public Task WaitUntilReadyAsync() =>
        _host.Services.GetRequiredService<BusReadiness>().WaitAsync(CancellationToken.None);

    public ConsumptionCount CountConsumption()
    {
        var count = new ConsumptionCount();
        Bus.ConnectConsumeObserver(count);
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
