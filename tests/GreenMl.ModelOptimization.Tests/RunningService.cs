using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Storage;
using GreenMl.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace GreenMl.ModelOptimization.Tests;

/// <summary>The service as the AppHost starts it: a process with the real worker, beside a broker, in an empty home.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private const string StartedMark = "Application started.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _process;
    private GrpcChannel? _channel;
    private GrpcChannel? _authorized;

    private BrokerProcess Broker { get; } = new();

    private TemporaryDirectory Home { get; } = new();

    /// <summary>Calls with the service's API key.</summary>
    internal OptimizationJobs.OptimizationJobsClient Jobs { get; private set; } = null!;

    /// <summary>Calls without a key.</summary>
    internal OptimizationJobs.OptimizationJobsClient Anonymous { get; private set; } = null!;

    /// <summary>The objects of the service's home.</summary>
    internal ObjectStore Objects => new(Home.Combine("objects"), TimeProvider.System);

    public async Task InitializeAsync()
    {
        await Broker.StartAsync();
        var address = $"http://127.0.0.1:{FreePort()}";
        await StartAsync(address);
        _channel = GrpcChannel.ForAddress(address);
        Anonymous = new(_channel);
        var key = (await File.ReadAllTextAsync(Home.Combine("api-key"))).Trim();
        var credentials = CallCredentials.FromInterceptor(
            (_, headers) =>
            {
                headers.Add("authorization", $"Bearer {key}");
                return Task.CompletedTask;
            }
        );
        var options = new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials),
            UnsafeUseInsecureChannelCallCredentials = true,
        };
        _authorized = GrpcChannel.ForAddress(address, options);
        Jobs = new(_authorized);
    }

    public async Task DisposeAsync()
    {
        _authorized?.Dispose();
        _channel?.Dispose();
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        await Broker.DisposeAsync();
        Home.Dispose();
    }

    private async Task StartAsync(string grpcAddress)
    {
        var assembly = Programs.PathOf("GreenMl.ModelOptimization");
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(assembly),
            Environment =
            {
                ["GREENML_HOME"] = Home.Path,
                ["GREENML_STOP_ON_STDIN_EOF"] = "1",
                ["AWS_ENDPOINT_URL"] = Broker.Url,
                ["AWS_REGION"] = "us-east-1",
                ["AWS_ACCESS_KEY_ID"] = "greenml",
                ["AWS_SECRET_ACCESS_KEY"] = "secret",
                ["Worker__Assembly"] = Programs.PathOf("GreenMl.ModelOptimization.Worker"),
                ["Kestrel__Endpoints__http__Url"] = "http://127.0.0.1:0",
                ["Kestrel__Endpoints__grpc__Url"] = grpcAddress,
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        var output = new List<string>();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Observe(line.Data, output, started);
        _process.BeginOutputReadLine();
        await started.Task.WaitAsync(Patience, TimeProvider.System);
    }

    private static void Observe(string? line, List<string> output, TaskCompletionSource started)
    {
        if (line is null)
        {
            started.TrySetException(new InvalidOperationException($"The service ended: {string.Join('\n', output)}"));
            return;
        }

        if (!started.Task.IsCompleted)
        {
            output.Add(line);
        }

        if (line.Contains(StartedMark, StringComparison.Ordinal))
        {
            started.TrySetResult();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
