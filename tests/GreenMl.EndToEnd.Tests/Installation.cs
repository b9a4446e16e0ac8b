using System.Diagnostics;
using System.Text.Json;
using GreenMl.Testing;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace GreenMl.EndToEnd.Tests;

/// <summary>
/// The whole product as a user starts it: the AppHost as a process on free ports, with a home of its own. Everything it
/// started ends with it.
/// </summary>
public sealed class Installation : IAsyncLifetime
{
    public static readonly string[] Resources =
    [
        "broker",
        "governance",
        "curation",
        "training",
        "optimization",
        "hosting",
    ];

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private readonly TemporaryDirectory _folder = new();
    private readonly List<GrpcChannel> _channels = [];
    private Process? _appHost;

    public string Home => _folder.Combine("home");

    public string ApiKey => File.ReadAllText(Path.Combine(Home, "api-key")).Trim();

    public int AppHostId => _appHost!.Id;

    public async Task InitializeAsync()
    {
        _appHost = Start(Home, []);
        var unhealthy = Resources.ToHashSet();
        using var patience = new CancellationTokenSource(StartPatience, TimeProvider.System);
        while (unhealthy.Count > 0)
        {
            var line =
                await _appHost.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException(
                    $"The AppHost ended before {string.Join(", ", unhealthy)} was healthy."
                );
            unhealthy.RemoveWhere(name => line.StartsWith($"[{name}] healthy", StringComparison.Ordinal));
        }

        _ = _appHost.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public async Task DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }

        _appHost!.Kill();
        await _appHost.WaitForExitAsync();
        _appHost.Dispose();
        await Processes.WaitUntilNoneAsync(Home);
        _folder.Dispose();
    }

    /// <summary>Starts an AppHost with more arguments.</summary>
    public static Process Start(string home, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Programs.PathOf("GreenMl.AppHost"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["GREENML_HOME"] = home;
        start.Environment["DcpPublisher__RandomizePorts"] = "true";
        return Process.Start(start)!;
    }

    /// <summary>A way to call a service of the stack with its API key.</summary>
    public CallInvoker Call(string resource, string? apiKey = null) =>
        CallAddress(Endpoint(resource, "grpc"), apiKey ?? ApiKey);

    /// <summary>A way to call any address with a key.</summary>
    public CallInvoker CallAddress(string address, string apiKey)
    {
        var channel = GrpcChannel.ForAddress(address);
        _channels.Add(channel);
        return channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {apiKey}");
            return metadata;
        });
    }

    /// <summary>The address of a resource's endpoint.</summary>
    public string Endpoint(string resource, string endpoint) =>
        Find(resource).GetProperty("endpoints").GetProperty(endpoint).GetString()!;

    /// <summary>The process of a resource now.</summary>
    public int ProcessId(string resource) => Find(resource).GetProperty("pid").GetInt32();

    private JsonElement Find(string resource)
    {
        using var state = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Home, "state", "resources.json")));
        return state
            .RootElement.GetProperty("resources")
            .EnumerateArray()
            .Single(item => item.GetProperty("name").GetString() == resource)
            .Clone();
    }
}
