using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind of resource: <c>Project</c> or <c>Executable</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>One of <see cref="KnownResourceStates"/>.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>
    /// The result of the last health check; null before the first, and always null while the process does not run.
    /// A resource without a health check is healthy as long as it runs.
    /// </summary>
    public HealthStatus? HealthStatus { get; internal init; }

    /// <summary>How the last process ended: its exit code, or 128 plus the signal that ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The process id while a process runs.</summary>
    internal int? ProcessId { get; init; }

    /// <summary>How often the process was started again after it ended unasked.</summary>
    internal int Restarts { get; init; }

    /// <summary>Why it failed to start.</summary>
    internal string? Problem { get; init; }
}

/// <summary>The state of a resource.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="Style">How a viewer should show it; not set here.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    /// <param name="s">The state, or null.</param>
    public static implicit operator ResourceStateSnapshot?(string? s) =>
        s is null ? null : new ResourceStateSnapshot(s, Style: null);
}

/// <summary>A change of a resource.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">Its id: the name.</param>
/// <param name="snapshot">What is known of it after the change.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its id: the name.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known of it after the change.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
