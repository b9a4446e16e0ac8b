using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace GreenMl.Cli.Connections;

/// <summary>The connections of one command, one for each address.</summary>
internal sealed class ServiceChannels(Installation installation) : IDisposable
{
    private readonly Dictionary<string, GrpcChannel> _channels = [];

    /// <summary>The way to a service at its present address.</summary>
    public async Task<CallInvoker> InvokerAsync(string service, CancellationToken cancellationToken)
    {
        var address = await installation.AddressOfAsync(service, cancellationToken);
        return await InvokerAsync(service, address, cancellationToken);
    }

    /// <summary>The way to any server that takes the same API key.</summary>
    public async Task<CallInvoker> InvokerAsync(string name, string address, CancellationToken cancellationToken)
    {
        if (!_channels.TryGetValue(address, out var channel))
        {
            channel = Open(address);
            _channels.Add(address, channel);
        }

        return channel.Intercept(
            new ServiceInterceptor(name, address, await installation.ReadKeyAsync(cancellationToken))
        );
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Values)
        {
            channel.Dispose();
        }
    }

    private static GrpcChannel Open(string address)
    {
        var uri = new Uri(address);
        return GrpcChannel.ForAddress(
            uri,
            new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler
                {
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                    KeepAlivePingDelay = TimeSpan.FromSeconds(30),
                    KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                    UseProxy = !uri.IsLoopback,
                },
                DisposeHttpClient = true,
                InitialReconnectBackoff = TimeSpan.FromMilliseconds(200),
                MaxReconnectBackoff = TimeSpan.FromSeconds(2),
                ServiceConfig = new ServiceConfig { MethodConfigs = { RetryWhenUnavailable() } },
            }
        );
    }

    /// <summary>Every call may be repeated: those that create something carry an idempotency key.</summary>
    private static MethodConfig RetryWhenUnavailable() =>
        new()
        {
            Names = { MethodName.Default },
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = 4,
                InitialBackoff = TimeSpan.FromMilliseconds(300),
                MaxBackoff = TimeSpan.FromSeconds(2),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
}
