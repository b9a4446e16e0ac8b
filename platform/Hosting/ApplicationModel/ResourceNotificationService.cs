using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Knows the state of every resource and tells who waits for a change.</summary>
/// <remarks>A name that no resource has is waited for until the wait is cancelled, as in Aspire.</remarks>
public class ResourceNotificationService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _latest = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _changed = NewSignal();

    internal ResourceNotificationService() { }

    /// <summary>Waits until a resource is in a state.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="targetState">One of <see cref="KnownResourceStates"/>; default: Running.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForResourceAsync(
        string resourceName,
        string? targetState = null,
        CancellationToken cancellationToken = default
    ) =>
        WaitForResourceAsync(
            resourceName,
            change => change.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running),
            cancellationToken
        );

    /// <summary>Waits until what is known of a resource meets a condition; it may do so already.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="predicate">The condition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The first event that meets the condition.</returns>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName,
        Func<ResourceEvent, bool> predicate,
        CancellationToken cancellationToken = default
    )
    {
        while (true)
        {
            ResourceEvent? current;
            Task changed;
            lock (_gate)
            {
                current = _latest.GetValueOrDefault(resourceName);
                changed = _changed.Task;
            }

            if (current is not null && predicate(current))
            {
                return current;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until a resource runs and its health check, if it has one, passes.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The event that brought it.</returns>
    /// <exception cref="DistributedApplicationException">It can no longer become healthy.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName,
        CancellationToken cancellationToken = default
    )
    {
        var reached = await WaitForResourceAsync(
            resourceName,
            change => IsHealthy(change.Snapshot) || IsTerminal(change.Snapshot),
            cancellationToken
        );
        if (IsHealthy(reached.Snapshot))
        {
            return reached;
        }

        throw new DistributedApplicationException(
            $"'{reached.ResourceId}' did not become healthy: {reached.Snapshot.Problem ?? reached.Snapshot.State?.Text}"
        );
    }

    /// <summary>What is known of every resource, and a task that ends with the next change.</summary>
    internal (IReadOnlyList<ResourceEvent> Latest, Task Changed) Observe()
    {
        lock (_gate)
        {
            return ([.. _latest.Values], _changed.Task);
        }
    }

    internal CustomResourceSnapshot Publish(
        IResource resource,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> change
    )
    {
        TaskCompletionSource signal;
        CustomResourceSnapshot snapshot;
        lock (_gate)
        {
            snapshot = change(
                _latest.GetValueOrDefault(resource.Name)?.Snapshot ?? new() { ResourceType = TypeOf(resource) }
            );
            _latest[resource.Name] = new ResourceEvent(resource, resource.Name, snapshot);
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
        return snapshot;
    }

    private static bool IsHealthy(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus == HealthStatus.Healthy;

    private static bool IsTerminal(CustomResourceSnapshot snapshot) =>
        snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text, StringComparer.Ordinal);

    private static string TypeOf(IResource resource) => resource is ProjectResource ? "Project" : "Executable";

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
