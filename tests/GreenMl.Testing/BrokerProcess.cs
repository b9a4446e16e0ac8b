using System.Diagnostics;

namespace GreenMl.Testing;

/// <summary>
/// The embedded SQS and SNS broker as a process of its own, on a loopback port and a file that it keeps when it is killed
/// and started again. It ends with the test process, however that ends. The test project references
/// <c>platform/Broker</c> with <c>ReferenceOutputAssembly="false"</c>.
/// </summary>
public sealed class BrokerProcess : IAsyncDisposable
{
    private const string ListeningMark = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _folder = new();
    private Process? _process;

    /// <summary>The endpoint for AWS clients; any credentials do.</summary>
    public string Url { get; private set; } = "http://127.0.0.1:0";

    /// <summary>Starts the process; a second time on the same port, with what the first one stored.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Programs.PathOf("GreenMl.Platform.Broker")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
            Environment =
            {
                ["Kestrel__Endpoints__http__Url"] = Url,
                ["Broker__DatabasePath"] = _folder.Combine("broker.db"),
                ["GREENML_STOP_ON_STDIN_EOF"] = "1",
            },
        };
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Observe(line.Data, listening);
        _process.BeginOutputReadLine();
        Url = await listening.Task.WaitAsync(Patience, TimeProvider.System);
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _folder.Dispose();
    }

    private static void Observe(string? line, TaskCompletionSource<string> listening)
    {
        if (line is null)
        {
            listening.TrySetException(new InvalidOperationException("The broker ended before it listened."));
        }
        else if (line.IndexOf(ListeningMark, StringComparison.Ordinal) is >= 0 and var start)
        {
            listening.TrySetResult(line[(start + ListeningMark.Length)..].Trim());
        }
    }
}
