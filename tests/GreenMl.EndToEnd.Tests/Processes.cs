using System.Diagnostics;

namespace GreenMl.EndToEnd.Tests;

/// <summary>The processes that a stack started, found by the home folder in their environment.</summary>
internal static class Processes
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Kills a process as <c>kill -9</c> does.</summary>
    public static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    /// <summary>Waits for a process of <paramref name="home"/> that runs <paramref name="program"/>.</summary>
    public static async Task<int> WaitForAsync(string home, string program)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            if (Find(home).FirstOrDefault(id => CommandLine(id).Contains(program)) is var found and > 0)
            {
                return found;
            }

            await Task.Delay(Pause, TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Waits until nothing of <paramref name="home"/> runs any more.</summary>
    public static async Task WaitUntilNoneAsync(string home)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (Find(home).Any())
        {
            await Task.Delay(Pause, TimeProvider.System, patience.Token);
        }
    }

    private static IEnumerable<int> Find(string home) =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id =>
                id > 0 && id != Environment.ProcessId && Read(id, "environ").Contains($"GREENML_HOME={home}\0")
            );

    private static string CommandLine(int id) => Read(id, "cmdline");

    /// <summary>A process may end while it is looked at.</summary>
    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
