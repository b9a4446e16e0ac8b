using System.Collections;
using System.Runtime.InteropServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>A process to start.</summary>
internal sealed record ProcessSpec(
    string Command,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment
)
{
    /// <summary>Tells a child to stop when its standard input ends, which it does when the AppHost dies.</summary>
    public const string StopOnStdinEof = "GREENML_STOP_ON_STDIN_EOF";

    /// <summary>What the AppHost was itself started with says nothing about its children.</summary>
    private static readonly string[] NotInherited =
    [
        "ASPNETCORE_URLS",
        "ASPNETCORE_HTTP_PORTS",
        "ASPNETCORE_HTTPS_PORTS",
        "ASPNETCORE_ENVIRONMENT",
        "DOTNET_ENVIRONMENT",
        "DOTNET_LAUNCH_PROFILE",
    ];

    /// <summary>The .NET host that runs the AppHost, so that children run on the same one.</summary>
    private static readonly string DotnetHost = FindDotnetHost();

    /// <summary>How a resource is started; ports must be allocated.</summary>
    /// <exception cref="DistributedApplicationException">The project is not built.</exception>
    public static ProcessSpec For(IResource resource)
    {
        string[] arguments = [.. resource.Annotations.OfType<ArgumentsAnnotation>().SelectMany(a => a.Arguments)];
        var environment = EnvironmentOf(resource);
        if (resource is ExecutableResource executable)
        {
            return new ProcessSpec(executable.Command, arguments, executable.WorkingDirectory, environment);
        }

        var project = resource.Annotations.OfType<IProjectMetadata>().Single();
        var assembly = AssemblyOf(resource, project);
        var folder = Path.GetDirectoryName(project.ProjectPath)!;
        return new ProcessSpec(DotnetHost, [assembly, .. arguments], folder, environment);
    }

    private static string AssemblyOf(IResource resource, IProjectMetadata project) =>
        project is IBuiltProject { TargetPath: var path } && File.Exists(path)
            ? path
            : throw new DistributedApplicationException(
                $"'{resource.Name}' cannot start: {project.ProjectPath} is not built. Build the AppHost, which builds "
                    + "the projects that it references."
            );

    private static Dictionary<string, string> EnvironmentOf(IResource resource)
    {
        var variables = System
            .Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Where(entry => !NotInherited.Contains((string)entry.Key, StringComparer.Ordinal))
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        variables[StopOnStdinEof] = "1";
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentAnnotation>())
        {
            annotation.Apply(own);
        }

        foreach (var (name, value) in own)
        {
            variables[name] = value;
        }

        return variables;
    }

    private static string FindDotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
