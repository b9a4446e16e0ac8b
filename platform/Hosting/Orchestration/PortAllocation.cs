using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>Gives every endpoint its port, and sees that fixed ports are free before anything starts.</summary>
internal static class PortAllocation
{
    /// <param name="resources">All resources, so that no two get the same port.</param>
    /// <param name="randomize">Whether fixed ports are ignored and free ones taken.</param>
    /// <exception cref="DistributedApplicationException">A fixed port is in use, or an endpoint would need a proxy.</exception>
    public static void Allocate(IEnumerable<IResource> resources, bool randomize)
    {
        var endpoints = resources
            .SelectMany(resource => resource.Endpoints(), (resource, endpoint) => (resource, endpoint))
            .ToArray();
        foreach (var (resource, endpoint) in endpoints)
        {
            endpoint.AllocatedPort = FixedPort(resource, endpoint);
        }

        var isFree = endpoints.ToLookup(item => randomize || item.endpoint.AllocatedPort is null);
        ThrowIfTaken([.. isFree[false]]);
        TakeFreePorts([.. isFree[true].Select(item => item.endpoint)]);
    }

    public static DistributedApplicationException NeedsProxy(IResource resource, EndpointAnnotation endpoint) =>
        new(
            $"Endpoint '{endpoint.Name}' of '{resource.Name}' asks for a proxy (port {endpoint.Port}, target port "
                + $"{endpoint.TargetPort}), and there is none here. Give port and targetPort the same value, or one of them."
        );

    private static int? FixedPort(IResource resource, EndpointAnnotation endpoint) =>
        endpoint is { Port: { } port, TargetPort: { } target } && port != target
            ? throw NeedsProxy(resource, endpoint)
            : endpoint.Port ?? endpoint.TargetPort;

    private static void ThrowIfTaken((IResource Resource, EndpointAnnotation Endpoint)[] items)
    {
        var problems = items
            .GroupBy(item => item.Endpoint.AllocatedPort!.Value)
            .SelectMany(group =>
                group.Count() > 1 ? [$"Port {group.Key} is asked for by {Names(group)}. Change one of them."]
                : IsFree(group.First().Endpoint) ? Array.Empty<string>()
                : [$"Port {group.Key}, asked for by {Names(group)}, is in use by another process."]
            )
            .ToArray();
        if (problems.Length > 0)
        {
            throw new DistributedApplicationException(
                string.Join(Environment.NewLine, problems)
                    + Environment.NewLine
                    + "Stop what uses the port (ss -ltnp shows it; another AppHost may be running), change the port in "
                    + "the project's appsettings.json, or take free ports with --DcpPublisher:RandomizePorts=true."
            );
        }
    }

    private static string Names(IEnumerable<(IResource Resource, EndpointAnnotation Endpoint)> items) =>
        string.Join(" and ", items.Select(item => $"endpoint '{item.Endpoint.Name}' of '{item.Resource.Name}'"));

    private static bool IsFree(EndpointAnnotation endpoint) =>
        Addresses(endpoint).All(address => TryBind(address, endpoint.AllocatedPort!.Value));

    private static IPAddress[] Addresses(EndpointAnnotation endpoint) =>
        IPAddress.TryParse(endpoint.TargetHost.Trim('[', ']'), out var literal) ? [literal]
        : endpoint.TargetHost is "*" or "+" ? [IPAddress.Any]
        : [IPAddress.Loopback, .. Socket.OSSupportsIPv6 ? [IPAddress.IPv6Loopback] : Array.Empty<IPAddress>()];

    private static bool TryBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // localhost may lack an IPv6 address; Kestrel then binds the IPv4 one alone.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>All sockets stay open until every endpoint has its port, so that the ports differ.</summary>
    private static void TakeFreePorts(EndpointAnnotation[] endpoints)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (var endpoint in endpoints)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                endpoint.AllocatedPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }
}
