using System.Diagnostics;

namespace GreenMl.Testing;

/// <summary>What this machine has installed.</summary>
public static class Commands
{
    /// <summary>Whether <paramref name="command"/> is an executable file on the PATH.</summary>
    public static bool Exists(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, command)));

    /// <summary>Whether python3 can import every one of <paramref name="modules"/>.</summary>
    public static bool PythonImports(params string[] modules)
    {
        if (!Exists("python3"))
        {
            return false;
        }

        var start = new ProcessStartInfo("python3", ["-c", $"import {string.Join(", ", modules)}"])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
