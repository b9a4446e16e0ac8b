using System.Collections.Concurrent;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Footprint;
using GreenMl.Footprint.Metering;
using GreenMl.InferenceHosting.Endpoints;
using GreenMl.Jobs;
using GreenMl.ServiceDefaults.Hosting;
using GreenMl.Storage;
using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting.Drivers.Local;

/// <summary>The servers of this machine's endpoints, one process each.</summary>
internal sealed partial class EndpointServers(
    ObjectStore objects,
    ServiceHome home,
    EndpointBoard board,
    PowerModel power,
    IOptions<WorkerOptions> worker,
    IOptions<HostingOptions> options,
    TimeProvider time,
    ILogger<EndpointServers> logger
) : IAsyncDisposable
{
    private static readonly TimeSpan FirstRestartDelay = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, RunningEndpoint> _running = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>
    /// Puts a bundle into service under a name. The server that serves the name so far goes on until the new one is
    /// ready, and then finishes what it has begun.
    /// </summary>
    /// <returns>What it took to start the server.</returns>
    /// <exception cref="ServerStartException">The new server did not come into service; the old one goes on.</exception>
    public async Task<StepMeasurement> DeployAsync(string name, string bundleUri, CancellationToken cancellationToken)
    {
        var folder = await MaterializeAsync(name, bundleUri, cancellationToken);
        var (server, status, measurement) = await StartAsync(name, folder, cancellationToken);
        var next = new RunningEndpoint(folder, server);
        _running.TryGetValue(name, out var previous);
        _running[name] = next;
        board.Set(name, status);
        _ = KeepInServiceAsync(name, next);
        if (previous is not null)
        {
            await previous.RetireAsync();
        }

        return measurement;
    }

    /// <summary>Ends the server of an endpoint, if there is one.</summary>
    public async Task RemoveAsync(string name)
    {
        if (_running.TryRemove(name, out var running))
        {
            await running.RetireAsync();
        }

        board.Remove(name);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values.Select(running => running.RetireAsync()));
        _stopping.Dispose();
    }

    private async Task<string> MaterializeAsync(string name, string bundleUri, CancellationToken cancellationToken)
    {
        var uri = ObjectUri.Parse(bundleUri);
        var folder = Path.Combine(home.Root, "endpoints", name, Path.GetFileName(uri.Key));
        await objects.MaterializeDirectoryAsync(uri, folder, cancellationToken);
        return folder;
    }

    private async Task<(ServerProcess, EndpointStatus, StepMeasurement)> StartAsync(
        string name,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var log = Path.Combine(home.LogsDirectory, "endpoints", $"{name}.log");
        var server = ServerProcess.Start(worker.Value, folder, home.ApiKeyFile, log, time);
        try
        {
            var meter = WorkMeter.OfProcess(server.Id, power, time, reservedVcpus: 1);
            using var session = meter.Start("start server");
            var timeout = TimeSpan.FromSeconds(options.Value.ReadyTimeoutSeconds);
            var ready = await server.WaitUntilReadyAsync(timeout, cancellationToken);
            var status = new EndpointStatus
            {
                State = EndpointState.InService,
                GrpcAddress = ready.Grpc,
                HttpAddress = ready.Http,
                ModelName = ready.Model,
                ModelVersion = ready.Version,
                Restarts = board.Find(name)?.Restarts ?? 0,
            };
            return (server, status, session.Stop());
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server again whenever it ends unasked: at once, then with growing pauses.</summary>
    private async Task KeepInServiceAsync(string name, RunningEndpoint endpoint)
    {
        var delay = FirstRestartDelay;
        while (true)
        {
            await endpoint.Server.WaitForExitAsync();
            if (endpoint.IsRetired)
            {
                return;
            }

            LogEnded(name);
            board.Update(
                name,
                status => status with { State = EndpointState.Recovering, Restarts = status.Restarts + 1 }
            );
            try
            {
                await Task.Delay(delay, time, _stopping.Token);
                var (server, status, _) = await StartAsync(name, endpoint.Folder, _stopping.Token);
                endpoint.Replace(server);
                board.Set(name, status);
                delay = FirstRestartDelay;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ServerStartException failure)
            {
                LogNotRestarted(name, failure.Message);
                board.Update(name, status => status with { FailureMessage = failure.Message });
                delay = TimeSpan.FromSeconds(Math.Min(delay.TotalSeconds * 2, options.Value.MaxRestartDelaySeconds));
            }
        }
    }

    /// <summary>The server that serves a name now.</summary>
    private sealed class RunningEndpoint(string folder, ServerProcess server)
    {
        public string Folder => folder;

        public ServerProcess Server { get; private set; } = server;

        public bool IsRetired { get; private set; }

        public void Replace(ServerProcess next) => Server = next;

        public async Task RetireAsync()
        {
            IsRetired = true;
            await Server.DisposeAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The server of endpoint {Name} ended; it is started again.")]
    private partial void LogEnded(string name);

    [LoggerMessage(LogLevel.Error, "The server of endpoint {Name} could not be started again: {Message}")]
    private partial void LogNotRestarted(string name, string message);
}
