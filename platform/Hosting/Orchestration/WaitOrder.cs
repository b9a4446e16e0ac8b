using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>Who waits for whom.</summary>
internal static class WaitOrder
{
    /// <summary>The processes that must be healthy before this one starts.</summary>
    public static IEnumerable<IResource> DependenciesOf(IResource resource) =>
        resource
            .Annotations.OfType<WaitAnnotation>()
            .Select(wait => wait.Dependency)
            .Where(dependency => dependency is not ParameterResource);

    /// <exception cref="DistributedApplicationException">Resources wait for each other.</exception>
    public static void ThrowIfCyclic(IEnumerable<IResource> resources)
    {
        var done = new HashSet<IResource>();
        foreach (var resource in resources)
        {
            Visit(resource, [], done);
        }
    }

    /// <summary>Stops everything; each resource after those that wait for it.</summary>
    public static Task StopAllAsync(IReadOnlyList<ResourceSupervisor> supervisors, CancellationToken killNow)
    {
        var stops = new Dictionary<IResource, Task>();
        return Task.WhenAll(supervisors.Select(Stop));

        Task Stop(ResourceSupervisor supervisor) =>
            stops.TryGetValue(supervisor.Resource, out var stop)
                ? stop
                : stops[supervisor.Resource] = StopAfterAsync(supervisor, DependentsOf(supervisor).Select(Stop));

        IEnumerable<ResourceSupervisor> DependentsOf(ResourceSupervisor supervisor) =>
            supervisors.Where(other => DependenciesOf(other.Resource).Contains(supervisor.Resource));

        async Task StopAfterAsync(ResourceSupervisor supervisor, IEnumerable<Task> dependents)
        {
            await Task.WhenAll(dependents);
            await supervisor.StopAsync(killNow);
        }
    }

    private static void Visit(IResource resource, IReadOnlyList<string> path, HashSet<IResource> done)
    {
        if (path.Contains(resource.Name, StringComparer.Ordinal))
        {
            throw new DistributedApplicationException(
                $"Resources wait for each other and none could start: {string.Join(" -> ", path)} -> {resource.Name}. "
                    + "Take out one WaitFor."
            );
        }

        if (done.Add(resource) || path.Count > 0)
        {
            foreach (var dependency in DependenciesOf(resource))
            {
                Visit(dependency, [.. path, resource.Name], done);
            }
        }
    }
}
