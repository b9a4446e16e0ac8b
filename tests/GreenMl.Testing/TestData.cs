namespace GreenMl.Testing;

/// <summary>Finds the public data sets that tests read. They are never part of the repository.</summary>
public static class TestData
{
    /// <summary>The data folder: <c>GREENML_TEST_DATA</c>, else <c>shared/data</c> beside the repository.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("GREENML_TEST_DATA")
        ?? System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, "..", "shared", "data"));

    /// <summary>The full path of <paramref name="relativePath"/>, whether or not it exists.</summary>
    public static string Path(string relativePath) => System.IO.Path.Combine(Root, relativePath);
}

/// <summary>Locates the repository that the running tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds GreenMl.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "GreenMl.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No GreenMl.sln above {AppContext.BaseDirectory}.");
    }
}
