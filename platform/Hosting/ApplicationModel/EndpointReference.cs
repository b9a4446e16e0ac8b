namespace Aspire.Hosting.ApplicationModel;

/// <summary>Points at an endpoint of a resource; the address is known once the application has started.</summary>
public sealed class EndpointReference
{
    internal EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        Resource = owner;
        EndpointName = endpointName;
    }

    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>Whether the resource has an endpoint of this name.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether the port is known.</summary>
    public bool IsAllocated => Find()?.AllocatedPort is not null;

    /// <summary>The scheme, such as <c>http</c>.</summary>
    /// <exception cref="DistributedApplicationException">The resource has no such endpoint.</exception>
    public string Scheme => Annotation.UriScheme;

    /// <summary>The host to connect to.</summary>
    /// <exception cref="DistributedApplicationException">The resource has no such endpoint.</exception>
    public string Host => Annotation.ClientHost;

    /// <summary>The port to connect to.</summary>
    /// <exception cref="DistributedApplicationException">The resource has no such endpoint, or it has no port yet.</exception>
    public int Port => Annotation.AllocatedPort ?? throw NotAllocated();

    /// <summary>The address to connect to, without a path and without a slash at the end.</summary>
    /// <exception cref="DistributedApplicationException">The resource has no such endpoint, or it has no port yet.</exception>
    public string Url => IsAllocated ? Annotation.ClientUrl : throw NotAllocated();

    internal EndpointAnnotation Annotation =>
        Find()
        ?? throw new DistributedApplicationException(
            $"Resource '{Resource.Name}' has no endpoint named '{EndpointName}'; it has "
                + $"{string.Join(", ", Resource.Endpoints().Select(endpoint => endpoint.Name).DefaultIfEmpty("none"))}. "
                + "Name one of these, or add it to Kestrel:Endpoints in the project's appsettings.json."
        );

    private EndpointAnnotation? Find() =>
        Resource.Endpoints().FirstOrDefault(endpoint => EndpointNames.Comparer.Equals(endpoint.Name, EndpointName));

    private DistributedApplicationException NotAllocated() =>
        new($"Endpoint '{EndpointName}' of '{Resource.Name}' has no port before the application has started.");
}

internal static class EndpointNames
{
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    extension(IResource resource)
    {
        public IEnumerable<EndpointAnnotation> Endpoints() => resource.Annotations.OfType<EndpointAnnotation>();
    }
}
