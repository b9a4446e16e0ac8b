using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker.Hosting;

/// <summary>Limits of the server, and the refusal to listen beyond this machine without keys.</summary>
internal sealed class AddressGuard(IOptions<BrokerOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.Value.MaxRequestBytes;
        kestrel.Limits.MaxConcurrentConnections = options.Value.MaxConnections;
        kestrel.ConfigureEndpointDefaults(Check);
    }

    private void Check(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (
            listen.IPEndPoint is { } endPoint
            && !IPAddress.IsLoopback(endPoint.Address)
            && !options.Value.RequiresSignature
        )
        {
            throw new InvalidOperationException(
                $"The broker refuses to listen on {endPoint}: that is not a loopback address and no keys are set, so "
                    + "anyone who reaches it could read and send messages. Set Broker:AccessKeyId and "
                    + "Broker:SecretAccessKey, or listen on 127.0.0.1 (Kestrel:Endpoints:http:Url)."
            );
        }
    }
}
