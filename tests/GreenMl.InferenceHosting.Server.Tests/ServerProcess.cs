using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using GreenMl.InferenceHosting.Server.Lifetime;
using GreenMl.Testing;

namespace GreenMl.InferenceHosting.Server.Tests;

/// <summary>The server as a process of its own, as the hosting service starts it.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static ServerProcess Start(params string[] arguments)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.Combine(
            Repository.Root,
            "artifacts/bin/GreenMl.InferenceHosting.Server",
            configuration,
            "GreenMl.InferenceHosting.Server.dll"
        );
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { [ParentWatch.Variable] = "1" },
        };
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>The ready line.</summary>
    public async Task<ReadyEvent> ReadReadyAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync();
        if (line is null)
        {
            throw new InvalidOperationException($"The server ended without being ready: {await _errors}");
        }

        return JsonSerializer.Deserialize(line, ReadyEventJson.Default.ReadyEvent)!;
    }

    public void CloseInput() => _process.StandardInput.Close();

    public void Terminate() => Assert.Equal(0, Kill(_process.Id, SigTerm));

    public async Task<(int ExitCode, string Errors)> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
