namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds variables to the environment of a process that is about to start; ports are known by then.</summary>
internal sealed record EnvironmentAnnotation(Action<IDictionary<string, string>> Apply) : IResourceAnnotation;

internal sealed record ArgumentsAnnotation(IReadOnlyList<string> Arguments) : IResourceAnnotation;

/// <summary>The resource starts only when <paramref name="Dependency"/> runs and, if it has a health check, is healthy.</summary>
internal sealed record WaitAnnotation(IResource Dependency) : IResourceAnnotation;

/// <summary>The resource is healthy when a GET on the endpoint answers with the status code.</summary>
/// <param name="Owner">The resource.</param>
/// <param name="EndpointName">The endpoint; null for the first whose scheme is http.</param>
/// <param name="Path">The path.</param>
/// <param name="StatusCode">The status code of a healthy resource.</param>
internal sealed record HttpHealthCheckAnnotation(
    IResourceWithEndpoints Owner,
    string? EndpointName,
    string Path,
    int StatusCode
) : IResourceAnnotation
{
    /// <summary>The endpoint, which may have been added after the check.</summary>
    /// <exception cref="DistributedApplicationException">The resource has no such endpoint.</exception>
    public EndpointAnnotation Endpoint =>
        new EndpointReference(
            Owner,
            EndpointName ?? Owner.Endpoints().FirstOrDefault(e => e.UriScheme == "http")?.Name ?? "http"
        ).Annotation;
}
