using Aspire.Hosting.ApplicationModel;
using GreenMl.Platform.Hosting.Orchestration;

namespace Aspire.Hosting;

/// <summary>What can be said about a resource.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Sets an environment variable.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value; null sets it empty.</param>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.WithVariables(variables => variables[name] = value ?? "");

    /// <summary>Sets an environment variable to the address of an endpoint.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="endpointReference">The endpoint.</param>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        EndpointReference endpointReference
    )
        where T : IResourceWithEnvironment =>
        builder.WithVariables(variables => variables[name] = endpointReference.Url);

    /// <summary>Sets an environment variable to the value of a parameter.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The variable.</param>
    /// <param name="parameter">The parameter.</param>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        IResourceBuilder<ParameterResource> parameter
    )
        where T : IResourceWithEnvironment =>
        builder.WithVariables(variables => variables[name] = parameter.Resource.ResolvedValue);

    /// <summary>Adds command-line arguments.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="args">The arguments, after those added before.</param>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.With(new ArgumentsAnnotation(args));

    /// <summary>Tells the resource the addresses of another, for service discovery and as plain variables.</summary>
    /// <typeparam name="TDestination">The kind of resource.</typeparam>
    /// <param name="builder">The resource that is told.</param>
    /// <param name="source">The resource that is found.</param>
    /// <remarks>Sets <c>services__&lt;name&gt;__&lt;key&gt;__0</c> and <c>&lt;NAME&gt;_&lt;ENDPOINT&gt;</c>.</remarks>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithServiceDiscovery> source
    )
        where TDestination : IResourceWithEnvironment =>
        builder.WithVariables(variables => ServiceDiscoveryVariables.Add(variables, source.Resource));

    /// <summary>Changes an endpoint, or adds one.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointName">The endpoint.</param>
    /// <param name="callback">Makes the change.</param>
    /// <param name="createIfNotExists">Whether a missing endpoint is added; otherwise nothing happens.</param>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        string endpointName,
        Action<EndpointAnnotation> callback,
        bool createIfNotExists = true
    )
        where T : IResourceWithEndpoints
    {
        var reference = new EndpointReference(builder.Resource, endpointName);
        if (!reference.Exists && createIfNotExists)
        {
            builder.With(new EndpointAnnotation(endpointName, "tcp"));
        }

        if (reference.Exists)
        {
            callback(reference.Annotation);
        }

        return builder;
    }

    /// <summary>Adds an HTTP endpoint.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port that others connect to; a free one when null.</param>
    /// <param name="targetPort">The port that the process listens on; the same as the other, as there is no proxy.</param>
    /// <param name="name">The endpoint's name. Default: <c>http</c>.</param>
    /// <param name="env">The variable that tells the process its port.</param>
    /// <param name="isProxied">Only false and null are possible here.</param>
    /// <exception cref="DistributedApplicationException">The endpoint exists, or it would need a proxy.</exception>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null
    )
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(name ?? "http", "http") { Port = port, TargetPort = targetPort };
        if (builder.GetEndpoint(endpoint.Name).Exists)
        {
            throw new DistributedApplicationException(
                $"'{builder.Resource.Name}' already has an endpoint named '{endpoint.Name}'. Name the new one, or change "
                    + "the existing one with WithEndpoint."
            );
        }

        if (isProxied == true)
        {
            throw PortAllocation.NeedsProxy(builder.Resource, endpoint);
        }

        if (env is not null)
        {
            builder.WithVariables(variables => variables[env] = $"{endpoint.AllocatedPort}");
        }

        return builder.With(endpoint);
    }

    /// <summary>Points at an endpoint, which may be added later.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The endpoint.</param>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    /// <summary>Says how to see that the resource is healthy: a GET that answers with a status code.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path. Default: <c>/</c>.</param>
    /// <param name="statusCode">The status code of a healthy resource. Default: 200.</param>
    /// <param name="endpointName">The endpoint. Default: the first whose scheme is http.</param>
    /// <remarks>The start fails if the resource has no such endpoint.</remarks>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder,
        string? path = null,
        int? statusCode = null,
        string? endpointName = null
    )
        where T : IResourceWithEndpoints =>
        builder.With(new HttpHealthCheckAnnotation(builder.Resource, endpointName, path ?? "/", statusCode ?? 200));

    /// <summary>Starts the resource only when another runs and, if that has a health check, is healthy.</summary>
    /// <typeparam name="T">The kind of resource.</typeparam>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">The resource that it waits for.</param>
    /// <remarks>If the other can no longer become healthy, this one fails to start.</remarks>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency
    )
        where T : IResourceWithWaitSupport => builder.With(new WaitAnnotation(dependency.Resource));

    private static IResourceBuilder<T> With<T>(this IResourceBuilder<T> builder, IResourceAnnotation annotation)
        where T : IResource
    {
        builder.Resource.Annotations.Add(annotation);
        return builder;
    }

    private static IResourceBuilder<T> WithVariables<T>(
        this IResourceBuilder<T> builder,
        Action<IDictionary<string, string>> apply
    )
        where T : IResource => builder.With(new EnvironmentAnnotation(apply));
}
