using GreenMl.Contracts.Hosting.V1;
using GreenMl.ServiceDefaults.Errors;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace GreenMl.ServiceDefaults.Tests;

/// <summary>A service with one API and nothing but the defaults, on loopback ports of its own.</summary>
public sealed class TestService : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("greenml-test-").FullName;
    private WebApplication? _app;

    public string HttpAddress { get; private set; } = "";

    public string GrpcAddress { get; private set; } = "";

    public string Key => File.ReadAllText(Path.Combine(_home, "api-key"));

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder([
            $"--GREENML_HOME={_home}",
            "--Kestrel:Endpoints:http:Url=http://127.0.0.1:0",
            "--Kestrel:Endpoints:http:Protocols=Http1",
            "--Kestrel:Endpoints:grpc:Url=http://127.0.0.1:0",
            "--Kestrel:Endpoints:grpc:Protocols=Http2",
        ]);
        builder.AddServiceDefaults();
        _app = builder.Build();
        _app.MapServiceDefaults();
        _app.MapGrpcService<FakeEndpoints>();
        await _app.StartAsync();
        var addresses = _app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.ToArray();
        (HttpAddress, GrpcAddress) = await IsHttp1Async(addresses[0])
            ? (addresses[0], addresses[1])
            : (addresses[1], addresses[0]);
    }

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    public GrpcChannel Channel() => GrpcChannel.ForAddress(GrpcAddress);

    public Metadata Headers(string? key = null) => new() { { "authorization", $"Bearer {key ?? Key}" } };

    private static async Task<bool> IsHttp1Async(string address)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"{address}/alive"));
        return answer.IsSuccessStatusCode;
    }

    private sealed class FakeEndpoints : Endpoints.EndpointsBase
    {
        public override Task<GetEndpointResponse> GetEndpoint(GetEndpointRequest request, ServerCallContext context) =>
            request.Name switch
            {
                "broken" => throw new InvalidOperationException("secret detail"),
                "good" => Task.FromResult(new GetEndpointResponse { Endpoint = new() { Name = "good" } }),
                _ => throw RpcErrors.NotFound("endpoint", request.Name, "List the endpoints to see their names."),
            };

        public override Task<CreateEndpointResponse> CreateEndpoint(
            CreateEndpointRequest request,
            ServerCallContext context
        ) =>
            throw RpcErrors.InvalidArgument([new("spec.name", "is '': it must not be empty"), new("spec", "is short")]);
    }
}
