using GreenMl.Bundles;
using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Lifetime;
using GreenMl.Testing;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GreenMl.InferenceHosting.Server.Tests;

/// <summary>The real server on free loopback ports, with clients for it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private RunningServer(TemporaryDirectory folder, ModelBundle bundle, WebApplication app)
    {
        _folder = folder;
        _app = app;
        Bundle = bundle;
        GrpcAddress = app.Services.GetRequiredService<ListeningAddresses>().Grpc;
        Http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<ListeningAddresses>().Http) };
        _channel = GrpcChannel.ForAddress(GrpcAddress, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
    }

    public ModelBundle Bundle { get; }

    public string GrpcAddress { get; }

    public GrpcChannel Channel => _channel;

    public GRPCInferenceService.GRPCInferenceServiceClient Client { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts the server on the bundle that <paramref name="save"/> writes into a folder.</summary>
    public static async Task<RunningServer> StartAsync(
        Func<string, Task<ModelBundle>> save,
        params string[] furtherArguments
    )
    {
        var folder = new TemporaryDirectory();
        var bundle = await save(folder.Combine("bundle"));
        string[] arguments = ["--bundle", bundle.Folder, .. furtherArguments];
        var app = await InferenceServer.CreateAsync(arguments, CancellationToken.None);
        await app.StartAsync();
        return new RunningServer(folder, bundle, app);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
