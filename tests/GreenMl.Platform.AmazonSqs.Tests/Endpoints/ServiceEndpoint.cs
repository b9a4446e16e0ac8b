using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GreenMl.Platform.AmazonSqs.Tests.Endpoints;

/// <summary>SQS and SNS on one loopback port, in a process that can die and come back on the same port.</summary>
public abstract class ServiceEndpoint : IAsyncLifetime
{
    // The child dies with the shell, and the shell when its standard input closes, however this process ends.
    private const string Script = "\"$@\" 2>&1 & read -r _; kill -9 $!";

    private Process? _shell;

    protected int Port { get; } = FreePort();

    public string Url => $"http://127.0.0.1:{Port}";

    protected abstract IReadOnlyList<string> Command { get; }

    /// <summary>What the process writes when it listens.</summary>
    protected abstract string ReadyMark { get; }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", .. Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _shell = Process.Start(start)!;
        _shell.OutputDataReceived += (_, line) => Observe(line.Data, ready);
        _shell.BeginOutputReadLine();
        await ready.Task.WaitAsync(TestBus.Patience, TimeProvider.System);
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _shell!.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _shell = null;
    }

    public virtual async Task DisposeAsync()
    {
        if (_shell is not null)
        {
            await KillAsync();
        }
    }

    Task IAsyncLifetime.InitializeAsync() => CanRun ? StartAsync() : Task.CompletedTask;

    /// <summary>False where every test over this endpoint is skipped.</summary>
    protected virtual bool CanRun => true;

    private void Observe(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            ready.TrySetException(new InvalidOperationException($"{string.Join(' ', Command)} ended."));
        }
        else if (line.Contains(ReadyMark, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
