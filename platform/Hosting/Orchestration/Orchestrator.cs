using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>What the AppHost's code described.</summary>
/// <param name="Resources">In the order of the code.</param>
/// <param name="AppHostDirectory">The folder of the AppHost's project.</param>
internal sealed record ResourceModel(IReadOnlyList<IResource> Resources, string AppHostDirectory)
{
    public IReadOnlyList<IResource> Processes => [.. Resources.Where(resource => resource is not ParameterResource)];
}

/// <summary>Starts the resources of an application in the order of their dependencies, and stops them in the reverse.</summary>
internal sealed class Orchestrator(
    ResourceModel model,
    IConfiguration configuration,
    IOptions<OrchestratorOptions> options,
    ResourceNotificationService notifications,
    TimeProvider time
) : IHostedService, IAsyncDisposable
{
    private readonly ConsoleLog _console = new(configuration, Console.Out);
    private readonly ChildSpawner _spawner = new();
    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.Zero,
        }
    );
    private readonly CancellationTokenSource _endOfState = new();
    private readonly CancellationTokenSource _killNow = new();
    private readonly List<ResourceSupervisor> _supervisors = [];
    private HomeLock? _home;
    private Task _state = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var mask = new SecretMask(Parameters.ResolveSecrets(model.Resources));
        WaitOrder.ThrowIfCyclic(model.Processes);
        ThrowIfHealthCheckLacksEndpoint();
        var home = Path.GetFullPath(configuration["GREENML_HOME"] ?? ".greenml", model.AppHostDirectory);
        _home = HomeLock.Take(home);
        PortAllocation.Allocate(model.Processes, configuration.GetValue<bool>("DcpPublisher:RandomizePorts"));
        await _console.WriteLineAsync(
            "GreenMl's local orchestrator: a source-compatible subset of Aspire 13.5, without dashboard and containers. "
                + $"Logs: {Path.Combine(home, "logs")}. Ctrl+C stops everything."
        );
        var tools = new SupervisorTools(
            _spawner,
            new HealthMonitor(_client, options.Value, time),
            notifications,
            options.Value,
            time
        );
        _supervisors.AddRange(model.Processes.Select(resource => Supervise(resource, home, mask, tools)));
        _supervisors.ForEach(supervisor => supervisor.Start());
        _state = new StateFile(Path.Combine(home, "state", "resources.json"), notifications, _console).RunAsync(
            _endOfState.Token
        );
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var outOfPatience = cancellationToken.Register(_killNow.Cancel);
        using var secondCtrlC = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            _ => _killNow.CancelAfter(TimeSpan.Zero)
        );
        _killNow.CancelAfter(TimeSpan.FromSeconds(options.Value.StopLimitSeconds));
        await WaitOrder.StopAllAsync(_supervisors, _killNow.Token);
        await _endOfState.CancelAsync();
        await _state;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var supervisor in _supervisors)
        {
            await supervisor.DisposeAsync();
        }

        await _endOfState.CancelAsync();
        await _state;
        _spawner.Dispose();
        _client.Dispose();
        _endOfState.Dispose();
        _killNow.Dispose();
        _home?.Dispose();
    }

    private void ThrowIfHealthCheckLacksEndpoint()
    {
        foreach (var check in model.Processes.SelectMany(r => r.Annotations.OfType<HttpHealthCheckAnnotation>()))
        {
            _ = check.Endpoint;
        }
    }

    private ResourceSupervisor Supervise(IResource resource, string home, SecretMask mask, SupervisorTools tools)
    {
        var log = new ResourceLog(Path.Combine(home, "logs"), resource.Name, options.Value, time);
        return new ResourceSupervisor(resource, new ResourceOutput(resource.Name, log, _console, mask), tools);
    }
}
