namespace GreenMl.Training;

/// <summary>Keeps the corrected bridge library in the user's cache folder, or beside the application without one.</summary>
internal static class BridgeCopy
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Writes the library unless the same bytes lie there already. Returns its path.</summary>
    /// <exception cref="DllNotFoundException">No folder can be written.</exception>
    public static string Store(byte[] library)
    {
        var failures = new List<string>();
        foreach (var folder in Folders())
        {
            try
            {
                return StoreIn(folder, library);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failures.Add(e.Message);
            }
        }

        throw new DllNotFoundException(
            $"The corrected libLibTorchSharp.so can be stored nowhere: {string.Join(" ", failures)} "
                + "Set XDG_CACHE_HOME to a writable folder."
        );
    }

    private static IEnumerable<string> Folders()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = Environment.GetEnvironmentVariable("HOME");
        if (Path.IsPathRooted(cache))
        {
            yield return Path.Combine(cache, "greenml", "torchsharp-0.107.0");
        }
        else if (Path.IsPathRooted(home))
        {
            yield return Path.Combine(home, ".cache", "greenml", "torchsharp-0.107.0");
        }

        yield return Path.Combine(AppContext.BaseDirectory, "native-cache");
    }

#pragma warning disable MA0045 // Loading a native library is synchronous; 2 MB are written once per machine.
    private static string StoreIn(string folder, byte[] library)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException();
        }

        Directory.CreateDirectory(folder, OwnerOnly);
        var path = Path.Combine(folder, "libLibTorchSharp.so");
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(library))
        {
            return path;
        }

        // Two workers may start at once: each renames its own complete file into place.
        var temporary = $"{path}.{Guid.CreateVersion7():N}.tmp";
        File.WriteAllBytes(temporary, library);
        File.Move(temporary, path, overwrite: true);
        return path;
    }
#pragma warning restore MA0045
}
