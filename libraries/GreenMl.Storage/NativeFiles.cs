using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace GreenMl.Storage;

/// <summary>The two file operations that .NET does not offer: hard links and the fsync of a folder.</summary>
internal static partial class NativeFiles
{
    private const int OpenReadOnlyCloseOnExec = 0x80000;

    /// <summary>
    /// Gives the file <paramref name="existing"/> the second name <paramref name="link"/>. <see langword="false"/> when the
    /// platform or the file system cannot (another file system, no links, too many links).
    /// </summary>
    public static bool TryCreateHardLink(string existing, string link) =>
        OperatingSystem.IsLinux() && Link(existing, link) == 0;

    /// <summary>
    /// Makes names created in or removed from <paramref name="folder"/> survive a power cut. Only Linux needs and offers
    /// this; elsewhere nothing happens.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be opened or the disk reports an error.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsLinux())
        {
            SyncLinuxFolder(folder);
        }
    }

    [SupportedOSPlatform("linux")]
    private static void SyncLinuxFolder(string folder)
    {
        var descriptor = Open(folder, OpenReadOnlyCloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        var failure = Sync(descriptor) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
        _ = Close(descriptor);
        if (failure is not null)
        {
            throw new IOException($"Cannot write the folder {folder} to disk: {failure}.");
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string link);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
