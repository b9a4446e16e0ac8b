using System.Runtime.InteropServices;

namespace GreenMl.Training;

/// <summary>
/// Loads libtorch into the process. It must happen before the first use of TorchSharp: on a system whose C++ library is
/// older than the one TorchSharp's bridge was built with, the bridge loads only through a corrected private copy.
/// </summary>
public static partial class TorchRuntime
{
    private const string MissingVersion = "GLIBCXX_3.4.32";

    private static readonly Lock Gate = new();
    private static string? _loadedBridge;

    /// <summary>
    /// Loads libtorch once; later calls do nothing. Worker threads of libtorch sleep when they have nothing to do rather
    /// than spin, because spinning costs energy without work done.
    /// </summary>
    /// <returns>The path of the bridge library in use: the packaged one or the corrected private copy.</returns>
    /// <exception cref="PlatformNotSupportedException">The process runs on another platform than Linux x64.</exception>
    /// <exception cref="DllNotFoundException">A native library is missing or cannot be loaded.</exception>
    public static string Load()
    {
        lock (Gate)
        {
            return _loadedBridge ??= Load_NeedsLock();
        }
    }

    private static string Load_NeedsLock()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new PlatformNotSupportedException(
                $"Training on this machine needs Linux x64, not {RuntimeInformation.RuntimeIdentifier}. "
                    + "Run the worker in its Linux container or use the aws driver."
            );
        }

        // OpenMP reads its settings from the C environment when it is loaded; .NET's own copy is not seen by it.
        const int KeepUserSetting = 0;
        _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", KeepUserSetting);
        _ = SetEnvironment("GOMP_SPINCOUNT", "0", KeepUserSetting);
        NativeLibrary.Load(Find("libtorch.so"));
        return LoadBridge(Find("libLibTorchSharp.so"));
    }

    private static string LoadBridge(string packaged)
    {
        try
        {
            NativeLibrary.Load(packaged);
            return packaged;
        }
        catch (DllNotFoundException e) when (e.Message.Contains(MissingVersion, StringComparison.Ordinal))
        {
            var copy = BridgeCopy.Store(BridgePatch.Apply(packaged));
            NativeLibrary.Load(copy);
            return copy;
        }
    }

    private static string Find(string file)
    {
        var searched = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"));
        return searched.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException(
                $"{file} is not beside the application. Build with the package libtorch-cpu-linux-x64."
            );
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
