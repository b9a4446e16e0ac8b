using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using GreenMl.Jobs;
using GreenMl.Workers;

namespace GreenMl.InferenceHosting.Drivers.Local;

/// <summary>What a server says once, when its model is loaded and warm.</summary>
internal sealed record ServerReady(string Event, string Grpc, string Http, string Model, string Version);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServerReady))]
internal sealed partial class ServerJsonContext : JsonSerializerContext;

/// <summary>A server that did not come into service.</summary>
/// <param name="message">What it said last.</param>
/// <param name="mayRetry">Whether it died of something other than its bundle or settings.</param>
internal sealed class ServerStartException(string message, bool mayRetry = false) : Exception(message)
{
    public bool MayRetry { get; } = mayRetry;
}

/// <summary>
/// One inference server as a child process. It ends with this process, however this process ends, because it watches the
/// pipe of its standard input.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int KeptErrorLines = 5;

    /// <summary>The server says why it can't serve and leaves; trying again would end the same way.</summary>
    private const int RefusedExitCode = 1;

    private readonly Process _process;
    private readonly Task _output;
    private readonly Task _errors;
    private readonly TimeSpan _grace;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<ServerReady> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastErrors = new();
    private readonly TextWriter _log;

    private ServerProcess(Process process, TextWriter log, TimeSpan grace, TimeProvider time)
    {
        _process = process;
        _log = log;
        _grace = grace;
        _time = time;
        _output = ReadOutputAsync();
        _errors = ReadErrorsAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts a server for the bundle in <paramref name="bundleDirectory"/> on free loopback ports.</summary>
    public static ServerProcess Start(
        WorkerOptions options,
        string bundleDirectory,
        string apiKeyFile,
        string logFile,
        TimeProvider time
    )
    {
        var start = new ProcessStartInfo(options.Command, [options.Assembly, "--bundle", bundleDirectory])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = bundleDirectory,
        };
        start.Environment[StopSignal.StopOnEndOfInputVariable] = "1";
        start.Environment["Server__ApiKeyFile"] = apiKeyFile;
        start.Environment["Kestrel__Endpoints__grpc__Url"] = "http://127.0.0.1:0";
        start.Environment["Kestrel__Endpoints__http__Url"] = "http://127.0.0.1:0";
        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        var process =
            Process.Start(start) ?? throw new ServerStartException($"{options.Command} did not start a server.");
        return new(process, log, TimeSpan.FromSeconds(options.GraceSeconds), time);
    }

    /// <summary>Waits until the server is ready.</summary>
    /// <exception cref="ServerStartException">It ended before, or took longer than <paramref name="timeout"/>.</exception>
    public async Task<ServerReady> WaitUntilReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var first = await Task.WhenAny(_ready.Task, WaitForExitAsync())
                .WaitAsync(timeout, _time, cancellationToken);
            return first == _ready.Task
                ? await _ready.Task
                : throw new ServerStartException(
                    $"The server ended at its start: {LastErrors()}",
                    mayRetry: _process.ExitCode != RefusedExitCode
                );
        }
        catch (TimeoutException)
        {
            throw new ServerStartException(
                $"The server was not ready within {timeout.TotalSeconds:N0} s: {LastErrors()}"
            );
        }
    }

    /// <summary>Completes when the server has ended.</summary>
    public async Task WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _errors);
    }

    /// <summary>Lets the server finish what it has begun, then ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        ProcessSignals.Terminate(_process.Id);
        using var grace = new CancellationTokenSource(_grace);
        try
        {
            await _process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        await WaitForExitAsync();
        _process.Dispose();
        await _log.DisposeAsync();
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            await _log.WriteLineAsync(line);
            if (
                line.StartsWith('{')
                && JsonSerializer.Deserialize(line, ServerJsonContext.Default.ServerReady) is { } ready
            )
            {
                _ready.TrySetResult(ready);
            }
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            await _log.WriteLineAsync(line);
            lock (_lastErrors)
            {
                _lastErrors.Enqueue(line);
                if (_lastErrors.Count > KeptErrorLines)
                {
                    _lastErrors.Dequeue();
                }
            }
        }
    }

    private string LastErrors()
    {
        lock (_lastErrors)
        {
            return string.Join(" ", _lastErrors);
        }
    }
}
