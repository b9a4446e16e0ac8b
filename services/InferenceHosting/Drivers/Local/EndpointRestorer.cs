using GreenMl.Contracts.Hosting.V1;
using GreenMl.InferenceHosting.Endpoints;
using GreenMl.Storage;

namespace GreenMl.InferenceHosting.Drivers.Local;

/// <summary>Puts the endpoints that were in service back into service when the service starts.</summary>
internal sealed partial class EndpointRestorer(
    EndpointStore store,
    EndpointServers servers,
    EndpointBoard board,
    ILogger<EndpointRestorer> logger
) : BackgroundService
{
    private const int MaximumEndpoints = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var endpoints = await store.ListAsync(long.MaxValue, MaximumEndpoints, stoppingToken);
        foreach (var (endpoint, _) in endpoints.Where(row => board.Find(row.Endpoint.Name) is null))
        {
            await RestoreAsync(endpoint, stoppingToken);
        }
    }

    private async Task RestoreAsync(DeclaredEndpoint endpoint, CancellationToken cancellationToken)
    {
        board.Set(endpoint.Name, new() { State = EndpointState.Recovering });
        try
        {
            await servers.DeployAsync(endpoint.Name, endpoint.BundleUri, cancellationToken);
        }
        catch (Exception e) when (e is ServerStartException or ObjectNotFoundException)
        {
            LogNotRestored(endpoint.Name, e.Message);
            board.Set(endpoint.Name, new() { State = EndpointState.Failed, FailureMessage = e.Message });
        }
    }

    [LoggerMessage(LogLevel.Error, "Endpoint {Name} could not be put back into service: {Message}")]
    private partial void LogNotRestored(string name, string message);
}
