using System.Diagnostics;

namespace GreenMl.Testing;

/// <summary>Runs a script of <c>tests/clients/node</c>, a client that knows nothing of .NET, on the published protos.</summary>
public static class NodeClient
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients", "node");

    /// <summary>The folder of the published protos, which the build of the contracts fills.</summary>
    public static string Protos { get; } = Path.Combine(Repository.Root, "artifacts", "protos");

    /// <summary>Runs <paramref name="script"/> and returns what it wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">The script, or the installation of its packages, failed.</exception>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        await InstallOnceAsync();
        return await RunCommandAsync("node", [Path.Combine(Folder, script), .. arguments]);
    }

    private static async Task InstallOnceAsync()
    {
        var lockFile = Path.Combine(Folder, "package-lock.json");
        // npm writes this file last, so it tells of a finished installation.
        var installed = Path.Combine(Folder, "node_modules", ".package-lock.json");
        // Held open by one process at a time: test projects run side by side.
        await using var gate = await OpenExclusivelyAsync(Path.Combine(Path.GetTempPath(), "greenml-node-client.lock"));
        if (!File.Exists(installed) || File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(lockFile))
        {
            await RunCommandAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", Folder]);
        }
    }

    private static async Task<FileStream> OpenExclusivelyAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static async Task<string> RunCommandAsync(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{command} ended with {process.ExitCode}: {await errors}{output}");
    }
}
