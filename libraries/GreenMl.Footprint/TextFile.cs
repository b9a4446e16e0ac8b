namespace GreenMl.Footprint;

internal static class TextFile
{
    /// <summary>The whole text of a small file.</summary>
    // Kernel files (/proc, /sys) are served from memory and tables are read once at start-up: nothing to await.
#pragma warning disable MA0045
    public static string Read(string path) => File.ReadAllText(path);
#pragma warning restore MA0045

    /// <summary>The text of a kernel file; null where it is absent, not permitted, or its process has just ended.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return Read(path);
        }
        // A process that ends between opening and reading answers ESRCH, a plain IOException.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
