using System.Diagnostics;

namespace GreenMl.Platform.Broker.Tests;

/// <summary>The broker as a child process, as users run it.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process _process;
    private readonly List<string> _output = [];

    private BrokerProcess(string databasePath, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "GreenMl.Platform.Broker.dll"),
                "--Kestrel:Endpoints:http:Url=http://127.0.0.1:0",
                $"--Broker:DatabasePath={databasePath}",
            },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    public string Address { get; private set; } = "";

    public string Output => string.Join('\n', _output);

    /// <summary>Starts a broker and waits until it listens or ends; then <see cref="Address"/> is empty.</summary>
    public static async Task<BrokerProcess> StartAsync(
        string databasePath,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var broker = new BrokerProcess(databasePath, environment ?? new Dictionary<string, string>());
        while (broker.Address.Length == 0 && await broker._process.StandardOutput.ReadLineAsync() is { } line)
        {
            broker._output.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                broker.Address = line[(at + Listening.Length)..];
            }
        }

        return broker;
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void CloseStandardInput() => _process.StandardInput.Close();

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        _output.Add(await _process.StandardOutput.ReadToEndAsync(limit.Token));
        _output.Add(await _process.StandardError.ReadToEndAsync(limit.Token));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
