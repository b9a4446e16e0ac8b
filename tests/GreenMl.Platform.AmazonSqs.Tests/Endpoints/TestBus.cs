using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GreenMl.Platform.AmazonSqs.Tests.Endpoints;

/// <summary>A bus over an endpoint, with a prefix of its own so that tests share the endpoint without meeting.</summary>
public sealed class TestBus : IAsyncDisposable
{
    public const string Region = "us-east-1";

    private readonly ServiceProvider _services;
    private bool _stopped;

    private TestBus(ServiceProvider services) => _services = services;

    public IServiceProvider Services => _services;

    public IBusControl Control => _services.GetRequiredService<IBusControl>();

    public IBus Bus => _services.GetRequiredService<IBus>();

    /// <summary>Builds and starts a bus; returns when all of its endpoints are declared and receiving.</summary>
    public static async Task<TestBus> StartAsync(
        string url,
        string prefix,
        Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> configure,
        Action<IBusRegistrationConfigurator>? register = null
    )
    {
        var bus = Build(url, prefix, configure, register);
        await bus.Control.StartAsync(new CancellationTokenSource(Patience).Token);
        return bus;
    }

    public static TestBus Build(
        string url,
        string prefix,
        Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> configure,
        Action<IBusRegistrationConfigurator>? register = null
    )
    {
        var services = new ServiceCollection();
        // The log context of MassTransit is static: it must not end up with the disposed factory of an earlier bus.
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddLogging();
        services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            register?.Invoke(x);
            x.UsingAmazonSqs(
                (context, cfg) =>
                {
                    cfg.Host(Region, h => Configure(h, url, prefix));
                    configure(context, cfg);
                }
            );
        });
        return new TestBus(services.BuildServiceProvider(validateScopes: true));
    }

    /// <summary>Long enough for a busy machine; only a defect uses it up.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(60);

    public async Task StopAsync()
    {
        _stopped = true;
        using var patience = new CancellationTokenSource(Patience);
        await Control.StopAsync(patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        await _services.DisposeAsync();
    }

    private static void Configure(IAmazonSqsHostConfigurator host, string url, string prefix)
    {
        host.AccessKey("test");
        host.SecretKey("test");
        if (prefix.Length > 0)
        {
            host.Scope(prefix, scopeTopics: true);
        }

        host.Config(new AmazonSQSConfig { ServiceURL = url, AuthenticationRegion = Region });
        host.Config(new AmazonSimpleNotificationServiceConfig { ServiceURL = url, AuthenticationRegion = Region });
    }
}
