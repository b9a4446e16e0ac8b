using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Where a project is. The build writes one implementation for each project that the AppHost references.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The full path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>Whether the project is built already when the AppHost runs. The AppHost's own build did so.</summary>
    bool SuppressBuild => false;
}

/// <summary>A resource that others find by name in their environment.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
