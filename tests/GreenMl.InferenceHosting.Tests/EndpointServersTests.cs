using System.Diagnostics;
using GreenMl.Bundles;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Inference;
using GreenMl.Footprint;
using GreenMl.Footprint.Tables;
using GreenMl.InferenceHosting.Drivers.Local;
using GreenMl.InferenceHosting.Endpoints;
using GreenMl.Jobs;
using GreenMl.Onnx;
using GreenMl.ServiceDefaults.Hosting;
using GreenMl.ServiceDefaults.Security;
using GreenMl.Storage;
using GreenMl.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting.Tests;

/// <summary>Endpoints over the real server process and real bundles.</summary>
public sealed class EndpointServersTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryDirectory _folder = new();
    private readonly EndpointBoard _board = new();
    private EndpointServers _servers = null!;
    private ObjectStore _objects = null!;

    public Task InitializeAsync()
    {
        var home = new ServiceHome(_folder.Path);
        ApiKeyFile.ReadOrCreate(home.ApiKeyFile);
        _objects = new(home.ObjectsDirectory, TimeProvider.System);
        _servers = new(
            _objects,
            home,
            _board,
            PowerModel.OfThisMachine(FactorTables.Load()),
            Options.Create(new WorkerOptions { Assembly = Programs.PathOf("GreenMl.InferenceHosting.Server") }),
            Options.Create(new HostingOptions()),
            TimeProvider.System,
            NullLogger<EndpointServers>.Instance
        );
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _servers.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_deployed_bundle_answers_and_its_start_is_measured()
    {
        var measurement = await _servers.DeployAsync("one", await ABundleAsync(seed: 1), CancellationToken.None);
        Assert.True(measurement.CpuSeconds > 0);
        Assert.Equal(EndpointState.InService, _board.Find("one")!.State);
        Assert.True(await IsReadyAsync("one"));
    }

    [Fact]
    public async Task A_name_in_use_gets_the_new_bundle_and_the_old_server_ends()
    {
        await _servers.DeployAsync("one", await ABundleAsync(seed: 1), CancellationToken.None);
        var first = _board.Find("one")!;
        await _servers.DeployAsync("one", await ABundleAsync(seed: 2), CancellationToken.None);
        var second = _board.Find("one")!;
        Assert.NotEqual(first.ModelVersion, second.ModelVersion);
        Assert.True(await IsReadyAsync("one"));
        Assert.Equal(1, Servers());
    }

    [Fact]
    public async Task A_server_that_is_killed_is_started_again()
    {
        await _servers.DeployAsync("one", await ABundleAsync(seed: 1), CancellationToken.None);
        Process.GetProcessById(ServerIds().Single()).Kill();
        await UntilAsync("one", status => status is { State: EndpointState.InService, Restarts: 1 });
        Assert.True(await IsReadyAsync("one"));
    }

    [Fact]
    public async Task A_damaged_bundle_is_refused_and_the_old_server_goes_on()
    {
        await _servers.DeployAsync("one", await ABundleAsync(seed: 1), CancellationToken.None);
        var damaged = ObjectUri.Create("bundles", "damaged");
        await File.WriteAllTextAsync(_folder.Combine("bundle.json"), "{}");
        await _objects.PutFileAsync(
            ObjectUri.Create("bundles", "damaged/bundle.json"),
            _folder.Combine("bundle.json"),
            CancellationToken.None
        );
        var refusal = await Assert.ThrowsAsync<ServerStartException>(() =>
            _servers.DeployAsync("one", damaged.ToString(), CancellationToken.None)
        );
        Assert.False(refusal.MayRetry);
        Assert.True(await IsReadyAsync("one"));
    }

    [Fact]
    public async Task A_removed_endpoint_leaves_no_server()
    {
        await _servers.DeployAsync("one", await ABundleAsync(seed: 1), CancellationToken.None);
        await _servers.RemoveAsync("one");
        Assert.Null(_board.Find("one"));
        Assert.Equal(0, Servers());
    }

    private async Task<string> ABundleAsync(ulong seed)
    {
        var model = _folder.Combine($"{seed}.onnx");
        await File.WriteAllBytesAsync(model, OnnxFile.ToBytes(ModelZoo.Create("mlp", [4], 2, seed)));
        var manifest = new BundleManifest
        {
            Name = "one",
            Inputs = [new TensorSpec(ModelZoo.InputName, "FP32", [-1, 4])],
            Outputs = [new TensorSpec(ModelZoo.OutputName, "FP32", [-1, 2])],
        };
        var bundle = await ModelBundle.SaveAsync(
            _folder.Combine($"bundle-{seed}"),
            manifest,
            new Dictionary<string, string> { ["model.onnx"] = model },
            CancellationToken.None
        );
        var uri = ObjectUri.Create("bundles", bundle.Id);
        await _objects.PutDirectoryAsync(uri, bundle.Folder, CancellationToken.None);
        return uri.ToString();
    }

    private async Task<bool> IsReadyAsync(string name)
    {
        var status = _board.Find(name)!;
        using var channel = GrpcChannel.ForAddress(status.GrpcAddress);
        var key = await File.ReadAllTextAsync(_folder.Combine("api-key"));
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var answer = await client.ModelReadyAsync(
            new() { Name = status.ModelName },
            new Metadata { { "authorization", $"Bearer {key}" } }
        );
        return answer.Ready;
    }

    private async Task UntilAsync(string name, Func<EndpointStatus, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var states = _board.Changes.WatchAsync(name, _ => Task.FromResult(_board.Find(name)), isSo, patience.Token);
        await foreach (var _ in states) { }
    }

    private int Servers() => ServerIds().Count();

    private IEnumerable<int> ServerIds() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0 && CommandLine(id).Contains(_folder.Path, StringComparison.Ordinal));

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
