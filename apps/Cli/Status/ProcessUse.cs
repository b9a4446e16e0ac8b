using System.ComponentModel;
using System.Diagnostics;

namespace GreenMl.Cli.Status;

/// <summary>What a process of this machine uses.</summary>
internal sealed record ProcessUse(int Pid, long ResidentBytes, double CpuSeconds, string? Version)
{
    /// <summary>Reads the use of a process; null when there is none of that id.</summary>
    public static async Task<ProcessUse?> FindAsync(int? pid, CancellationToken cancellationToken)
    {
        if (pid is not { } id)
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return new ProcessUse(
                id,
                process.WorkingSet64,
                process.TotalProcessorTime.TotalSeconds,
                await ReadVersionAsync($"/proc/{id}/cmdline", cancellationToken)
            );
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception or IOException)
        {
            return null;
        }
    }

    /// <summary>A service is started as <c>dotnet service.dll</c>: the assembly on its command line has the version.</summary>
    private static async Task<string?> ReadVersionAsync(string commandLineFile, CancellationToken cancellationToken)
    {
        if (!File.Exists(commandLineFile))
        {
            return null;
        }

        var arguments = (await File.ReadAllTextAsync(commandLineFile, cancellationToken)).Split('\0');
        var assembly = arguments.FirstOrDefault(argument => argument.EndsWith(".dll", StringComparison.Ordinal));
        return File.Exists(assembly) ? FileVersionInfo.GetVersionInfo(assembly).ProductVersion : null;
    }
}
