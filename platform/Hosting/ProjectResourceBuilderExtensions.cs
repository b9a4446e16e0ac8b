using Aspire.Hosting.ApplicationModel;
using GreenMl.Platform.Hosting.Orchestration;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>A project that the AppHost references, with the endpoints that its own settings name.</summary>
    /// <typeparam name="TProject">The project: a class in <c>Projects</c> that the build wrote.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <remarks>
    /// Endpoints are those of <c>Kestrel:Endpoints</c> in the project's appsettings, else those of the
    /// <c>applicationUrl</c> of its launch profile. The only endpoint of a scheme is named after the scheme.
    /// </remarks>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name
    )
        where TProject : IProjectMetadata, new()
    {
        var metadata = new TProject();
        var resource = new ProjectResource(name);
        resource.Annotations.Add(metadata);
        var preferredProfile = builder.Configuration["DOTNET_LAUNCH_PROFILE"];
        ProjectDefaults.Read(metadata.ProjectPath, preferredProfile).ApplyTo(resource);
        return builder.AddResource(resource);
    }
}
