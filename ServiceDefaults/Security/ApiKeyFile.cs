using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace GreenMl.ServiceDefaults.Security;

/// <summary>The shared secret of a loopback installation: a file that only its owner reads.</summary>
public static partial class ApiKeyFile
{
    private const int KeyBytes = 32;

    /// <summary>Reads the key, and creates it when it is missing. Safe when several processes start at once.</summary>
    /// <exception cref="InvalidOperationException">The file is empty.</exception>
    public static string ReadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        var key = File.ReadAllText(path).Trim();
        return key.Length > 0
            ? key
            : throw new InvalidOperationException(
                $"{path} is empty; delete it and a new key is made at the next start."
            );
    }

#pragma warning disable MA0045 // Runs once while the host is being built, before there is anything to await.
    /// <summary>The key appears under its name only when it is whole: a link never replaces an existing file.</summary>
    private static void Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.CreateVersion7():n}";
        File.WriteAllBytes(draft, []);
        File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(
            draft,
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)))
        );
        var error = Link(draft, path) == 0 ? 0 : Marshal.GetLastPInvokeError();
        File.Delete(draft);
        if (error != 0 && !File.Exists(path))
        {
            throw new IOException($"{path} could not be created: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }
#pragma warning restore MA0045

    /// <summary>The one call that gives a file its name only when nobody has it; <see cref="File.Move(string, string)"/>
    /// looks first and renames then.</summary>
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
