namespace GreenMl.Testing;

/// <summary>A folder that lives as long as the test that made it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>The full path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("greenml-test-").FullName;

    /// <summary>The full path of <paramref name="relativePath"/> inside the folder.</summary>
    public string Combine(string relativePath) => System.IO.Path.Combine(Path, relativePath);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
