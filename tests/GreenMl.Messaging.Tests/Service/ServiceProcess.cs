using System.Diagnostics;
using GreenMl.Testing;

namespace GreenMl.Messaging.Tests.Service;

/// <summary>The order service in a process that can be killed; see Program.cs.</summary>
internal sealed class ServiceProcess : IDisposable
{
    public const string ReadyMark = "ready";

    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    public static async Task<ServiceProcess> StartAsync(string queue, TestDatabase database)
    {
        var program = typeof(ServiceProcess).Assembly.Location;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { program, queue, database.ConnectionString ?? "", database.SqlitePath },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        Assert.Equal(ReadyMark, await process.StandardOutput.ReadLineAsync());
        return new(process);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
