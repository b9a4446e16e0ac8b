using System.Net;
using GreenMl.InferenceHosting.Server.Access;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting.Server.Lifetime;

/// <summary>Where the server listens. Without an API key that is this machine alone.</summary>
internal sealed class ListeningAddresses(ApiKey key)
{
    private ListenOptions? _grpc;
    private ListenOptions? _http;

    /// <summary>Address of the gRPC services (HTTP/2), after the start.</summary>
    public string Grpc => ToUrl(_grpc);

    /// <summary>Address of the plain HTTP endpoints (HTTP/1.1), after the start.</summary>
    public string Http => ToUrl(_http);

    /// <summary>Adds the endpoints <c>grpc</c> and <c>http</c> of the configuration.</summary>
    public void Configure(KestrelServerOptions kestrel, IConfigurationSection section)
    {
        kestrel.ConfigureEndpointDefaults(CheckAddress);
        kestrel
            .Configure(section)
            .Endpoint("grpc", endpoint => _grpc = endpoint.ListenOptions)
            .Endpoint("http", endpoint => _http = endpoint.ListenOptions);
    }

    private void CheckAddress(ListenOptions options)
    {
        if (key.Value is null && options.IPEndPoint is { } address && !IPAddress.IsLoopback(address.Address))
        {
            throw new OptionsValidationException(
                "Kestrel",
                typeof(KestrelServerOptions),
                [
                    $"Kestrel:Endpoints: {address} can be reached from other machines but there is no API key; set "
                        + "Server:ApiKeyFile or listen on 127.0.0.1.",
                ]
            );
        }
    }

    // The port is known once the system has chosen it.
    private static string ToUrl(ListenOptions? options) =>
        options?.IPEndPoint is { } address
            ? $"http://{address}"
            : throw new InvalidOperationException("Kestrel:Endpoints needs the endpoints 'grpc' and 'http'.");
}
