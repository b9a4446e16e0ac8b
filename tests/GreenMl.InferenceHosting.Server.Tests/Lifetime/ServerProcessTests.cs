using GreenMl.Contracts.Inference;
using GreenMl.Testing;
using Grpc.Net.Client;
using static GreenMl.InferenceHosting.Server.Tests.Requests;

namespace GreenMl.InferenceHosting.Server.Tests.Lifetime;

public sealed class ServerProcessTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_tells_where_it_serves_and_stops_at_the_end_of_its_input()
    {
        var bundle = await TestBundles.SaveMlpAsync(_folder.Combine("bundle"));
        using var server = ServerProcess.Start("--bundle", bundle.Folder);

        var ready = await server.ReadReadyAsync();
        using var channel = GrpcChannel.ForAddress(ready.Grpc);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var response = await client.ModelInferAsync(ARequest());
        server.CloseInput();

        Assert.Equal(("ready", "mlp", bundle.Manifest.Version), (ready.Event, ready.Model, ready.Version));
        Assert.Equal(3, response.Elements<float>().Length);
        Assert.Equal(0, (await server.WaitForExitAsync()).ExitCode);
    }

    [Fact]
    public async Task It_stops_on_sigterm()
    {
        var bundle = await TestBundles.SaveMlpAsync(_folder.Combine("bundle"));
        using var server = ServerProcess.Start("--bundle", bundle.Folder);
        await server.ReadReadyAsync();

        server.Terminate();

        Assert.Equal(0, (await server.WaitForExitAsync()).ExitCode);
    }

    [Fact]
    public async Task A_bundle_that_is_none_ends_it_with_a_plain_message()
    {
        using var server = ServerProcess.Start("--bundle", _folder.Path);

        var (exitCode, errors) = await server.WaitForExitAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains($"'{_folder.Path}' can't be used: it has no bundle.json", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task A_setting_out_of_range_ends_it_with_a_plain_message()
    {
        using var server = ServerProcess.Start("--bundle", _folder.Path, "--Server:MaxInFlight", "0");

        var (exitCode, errors) = await server.WaitForExitAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("MaxInFlight", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task An_address_beyond_loopback_without_a_key_ends_it_with_a_plain_message()
    {
        var bundle = await TestBundles.SaveMlpAsync(_folder.Combine("bundle"));
        string[] anywhere = ["--Kestrel:Endpoints:grpc:Url", "http://0.0.0.0:0"];
        using var server = ServerProcess.Start(["--bundle", bundle.Folder, .. anywhere]);

        var (exitCode, errors) = await server.WaitForExitAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("there is no API key", errors);
    }
}
