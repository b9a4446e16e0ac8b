namespace GreenMl.Testing;

/// <summary>Finds the programs that were built together with the running tests.</summary>
public static class Programs
{
    /// <summary>
    /// The assembly of the program <paramref name="project"/>, built in the configuration of the running tests. The test
    /// project references it with <c>ReferenceOutputAssembly="false"</c>, so that it is built first.
    /// </summary>
    public static string PathOf(string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(configuration.Parent!.Parent!.FullName, project, configuration.Name, $"{project}.dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{project} is not built; reference it from the test project.", path);
    }
}
