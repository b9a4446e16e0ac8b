namespace GreenMl.AppHost;

/// <summary>Finds what the build made of a project.</summary>
internal static class ProjectOutput
{
    /// <summary>The assembly of a project that was built with the AppHost.</summary>
    /// <typeparam name="TProject">The project.</typeparam>
    /// <param name="assemblyName">The assembly's name where it differs from the project's.</param>
    public static string AssemblyOf<TProject>(string? assemblyName = null)
        where TProject : IProjectMetadata, new()
    {
        var project = Path.GetFileNameWithoutExtension(new TProject().ProjectPath);
        // The artifacts layout puts every project at bin/<project>/<configuration>/, and so the AppHost itself.
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{assemblyName ?? project}.dll");
    }
}
