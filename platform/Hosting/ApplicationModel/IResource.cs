using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something the AppHost knows by name: a process it runs or a value it passes on.</summary>
public interface IResource
{
    /// <summary>The name, unique in one AppHost: lower-case letters, digits and single dashes.</summary>
    string Name { get; }

    /// <summary>Everything said about the resource, in the order in which it was said.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>One statement about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>The statements about one resource.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>A resource that runs with environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that takes command-line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens on ports.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that can start after others.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>The resources of one AppHost.</summary>
public interface IResourceCollection : IList<IResource>;

/// <summary>A resource with a name.</summary>
/// <param name="name">The name, unique in one AppHost.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc />
    public virtual string Name { get; } = name;

    /// <inheritdoc />
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
