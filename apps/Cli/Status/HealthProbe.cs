using GreenMl.Cli.Connections;

namespace GreenMl.Cli.Status;

/// <summary>Asks each process for its health: the listing tells only what the AppHost last saw.</summary>
internal sealed class HealthProbe : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout };

    public async Task<ServiceStatus> CheckAsync(Resource resource, CancellationToken cancellationToken)
    {
        var health = await AskAsync(resource, cancellationToken);
        var process = await ProcessUse.FindAsync(resource.Pid, cancellationToken);
        return new ServiceStatus
        {
            Name = resource.Name,
            Health = health,
            Address =
                resource.Endpoints.GetValueOrDefault("grpc") ?? resource.Endpoints.GetValueOrDefault("http") ?? "",
            Version = process?.Version,
            Pid = process?.Pid,
            Restarts = resource.Restarts,
            ResidentBytes = process?.ResidentBytes ?? 0,
            CpuSeconds = process?.CpuSeconds ?? 0,
        };
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> AskAsync(Resource resource, CancellationToken cancellationToken)
    {
        if (!resource.Endpoints.TryGetValue("http", out var address))
        {
            return (resource.Health ?? resource.State ?? "unknown").ToLowerInvariant();
        }

        try
        {
            using var response = await _client.GetAsync(new Uri(new Uri(address), "/health"), cancellationToken);
            return response.IsSuccessStatusCode ? ServiceStatus.Healthy : "unhealthy";
        }
        catch (HttpRequestException)
        {
            return resource.Problem ?? "unreachable";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer in {Timeout.TotalSeconds:0} s";
        }
    }
}
