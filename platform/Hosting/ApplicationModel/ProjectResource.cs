namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project, run as <c>dotnet &lt;its assembly&gt;</c> in its own folder.</summary>
/// <param name="name">The name, unique in one AppHost.</param>
public class ProjectResource(string name)
    : Resource(name),
        IResourceWithEnvironment,
        IResourceWithArgs,
        IResourceWithServiceDiscovery,
        IResourceWithWaitSupport;

/// <summary>A program, run by its path or by its name on the PATH.</summary>
/// <param name="name">The name, unique in one AppHost.</param>
/// <param name="command">The program.</param>
/// <param name="workingDirectory">The folder it runs in.</param>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name),
        IResourceWithEnvironment,
        IResourceWithArgs,
        IResourceWithEndpoints,
        IResourceWithWaitSupport
{
    /// <summary>The program.</summary>
    public string Command { get; } = command;

    /// <summary>The folder it runs in.</summary>
    public string WorkingDirectory { get; } = workingDirectory;
}
