using System.Net;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GreenMl.Cli.Tests.Fakes;

/// <summary>
/// All services of GreenMl in one process over real gRPC, with state in memory. It can be stopped and started again at the
/// same address; its state stays, as that of a service does.
/// </summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public const string Key = "key-of-the-fake";
    private WebApplication? _application;

    public FakeGovernance Governance { get; } = new();

    public FakeJobs Jobs { get; } = new();

    public FakeEndpoints Endpoints { get; } = new();

    public FakeModel Model { get; } = new();

    /// <summary>Where gRPC is served.</summary>
    public string Address { get; private set; } = "http://127.0.0.1:0";

    /// <summary>Where <c>/health</c> is served.</summary>
    public string HttpAddress { get; private set; } = "http://127.0.0.1:0";

    public bool IsHealthy { get; set; } = true;

    public static async Task<FakeServer> StartAsync()
    {
        var server = new FakeServer();
        await server.RestartAsync();
        return server;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Listen(kestrel, Address, HttpProtocols.Http2);
            Listen(kestrel, HttpAddress, HttpProtocols.Http1);
        });
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<KeyCheck>());
        builder
            .Services.AddSingleton(Governance)
            .AddSingleton(Jobs)
            .AddSingleton(Endpoints)
            .AddSingleton(Model)
            .AddSingleton(new FakeLedger(Governance))
            .AddSingleton(new FakeDatasets(Jobs))
            .AddSingleton(new FakeOptimizationJobs(Jobs))
            .AddSingleton(new FakeTrainingJobs(Jobs));
        _application = builder.Build();
        _application.MapGrpcService<FakeGovernance>();
        _application.MapGrpcService<FakeLedger>();
        _application.MapGrpcService<FakeDatasets>();
        _application.MapGrpcService<FakeTrainingJobs>();
        _application.MapGrpcService<FakeOptimizationJobs>();
        _application.MapGrpcService<FakeEndpoints>();
        _application.MapGrpcService<FakeModel>();
        _application.MapGet("/health", () => IsHealthy ? Results.Ok() : Results.StatusCode(503));
        await _application.StartAsync();
        var addresses = _application.Urls.ToArray();
        (Address, HttpAddress) = (addresses[0], addresses[1]);
    }

    public async Task StopAsync()
    {
        if (_application is not null)
        {
            // No grace for open streams: that is how a killed process ends.
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _application.StopAsync(now.Token);
            await _application.DisposeAsync();
            _application = null;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static void Listen(KestrelServerOptions kestrel, string address, HttpProtocols protocols) =>
        kestrel.Listen(IPAddress.Loopback, new Uri(address).Port, listen => listen.Protocols = protocols);

    private sealed class KeyCheck : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request,
            ServerCallContext context,
            UnaryServerMethod<TRequest, TResponse> continuation
        )
        {
            Check(context);
            return continuation(request, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation
        )
        {
            Check(context);
            return continuation(request, responseStream, context);
        }

        private static void Check(ServerCallContext context)
        {
            if (context.RequestHeaders.GetValue("authorization") != $"Bearer {Key}")
            {
                throw new RpcException(new(StatusCode.Unauthenticated, "The API key is missing or unknown."));
            }
        }
    }
}
