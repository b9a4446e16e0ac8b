using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application of several processes on this machine.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;

    internal DistributedApplication(IHost host) => _host = host;

    /// <summary>The services of the AppHost itself.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The state of every resource.</summary>
    public ResourceNotificationService ResourceNotifications =>
        _host.Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Begins an application.</summary>
    /// <param name="args">The command line of the AppHost; <c>--key=value</c> becomes configuration.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        new DistributedApplicationBuilder(args, DistributedApplicationBuilder.FindAppHostDirectory());

    /// <summary>Allocates the ports and begins to start every resource; returns before they are healthy.</summary>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="DistributedApplicationException">A parameter, a port or a folder is not available.</exception>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) =>
        _host.StartAsync(cancellationToken);

    /// <summary>Stops every resource, first those that others do not depend on.</summary>
    /// <param name="cancellationToken">Ends the patience: what still runs is killed.</param>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    /// <summary>Starts, then runs until Ctrl+C, SIGTERM or <paramref name="cancellationToken"/>, then stops.</summary>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="DistributedApplicationException">A parameter, a port or a folder is not available.</exception>
    public virtual Task RunAsync(CancellationToken cancellationToken = default) => _host.RunAsync(cancellationToken);

    /// <inheritdoc />
    public virtual void Dispose()
    {
        _host.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
