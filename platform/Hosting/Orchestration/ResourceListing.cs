using Aspire.Hosting.ApplicationModel;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>What <c>state/resources.json</c> holds.</summary>
/// <param name="AppHostPid">The process id of the AppHost that wrote it.</param>
/// <param name="Resources">Every resource that is a process, in the order of the AppHost's Program.cs.</param>
internal sealed record ResourceListing(int AppHostPid, IReadOnlyList<ResourceEntry> Resources);

/// <summary>One resource in <c>state/resources.json</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Project or Executable.</param>
/// <param name="State">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="Health">Healthy or Unhealthy; null while it does not run or was not checked yet.</param>
/// <param name="Pid">The process id while it runs.</param>
/// <param name="Restarts">How often it was started again after it ended unasked.</param>
/// <param name="ExitCode">How its last process ended.</param>
/// <param name="Problem">Why it failed to start.</param>
/// <param name="Endpoints">The address of each endpoint, by name.</param>
internal sealed record ResourceEntry(
    string Name,
    string Type,
    string? State,
    string? Health,
    int? Pid,
    int Restarts,
    int? ExitCode,
    string? Problem,
    IReadOnlyDictionary<string, string> Endpoints
)
{
    public static ResourceEntry Of(ResourceEvent change) =>
        new(
            change.ResourceId,
            change.Snapshot.ResourceType,
            change.Snapshot.State?.Text,
            change.Snapshot.HealthStatus?.ToString(),
            change.Snapshot.ProcessId,
            change.Snapshot.Restarts,
            change.Snapshot.ExitCode,
            change.Snapshot.Problem,
            change
                .Resource.Endpoints()
                .ToDictionary(endpoint => endpoint.Name, endpoint => endpoint.ClientUrl, EndpointNames.Comparer)
        );
}
