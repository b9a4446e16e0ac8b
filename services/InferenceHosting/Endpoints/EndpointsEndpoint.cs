using GreenMl.Contracts.Hosting.V1;
using GreenMl.InferenceHosting.Drivers.Local;
using GreenMl.ServiceDefaults.Errors;
using Grpc.Core;
using Endpoint = GreenMl.Contracts.Hosting.V1.Endpoint;
using WireEndpoints = GreenMl.Contracts.Hosting.V1.Endpoints;

namespace GreenMl.InferenceHosting.Endpoints;

/// <summary>The wire of endpoints.</summary>
internal sealed class EndpointsEndpoint(
    EndpointRequests requests,
    EndpointStore store,
    EndpointBoard board,
    EndpointServers servers
) : WireEndpoints.EndpointsBase
{
    public override async Task<CreateEndpointResponse> CreateEndpoint(
        CreateEndpointRequest request,
        ServerCallContext context
    )
    {
        await requests.CreateAsync(request.IdempotencyKey, request.Spec, context.CancellationToken);
        return new() { Endpoint = await GetAsync(request.Spec.Name, context.CancellationToken) };
    }

    public override async Task<GetEndpointResponse> GetEndpoint(
        GetEndpointRequest request,
        ServerCallContext context
    ) => new() { Endpoint = await GetAsync(request.Name, context.CancellationToken) };

    public override async Task<ListEndpointsResponse> ListEndpoints(
        ListEndpointsRequest request,
        ServerCallContext context
    )
    {
        var (size, before) = RequestRules.Page(request.PageSize, request.PageToken);
        var rows = await store.ListAsync(before, size + 1, context.CancellationToken);
        return new()
        {
            Endpoints =
            {
                rows.Take(size).Select(row => EndpointView.Create(row.Endpoint, board.Find(row.Endpoint.Name))),
            },
            NextPageToken = rows.Count > size ? RequestRules.PageToken(rows[size - 1].Sequence) : "",
        };
    }

    public override async Task<DeleteEndpointResponse> DeleteEndpoint(
        DeleteEndpointRequest request,
        ServerCallContext context
    )
    {
        var endpoint = await GetAsync(request.Name, context.CancellationToken);
        await store.RemoveAsync(request.Name, context.CancellationToken);
        await servers.RemoveAsync(request.Name);
        endpoint.State = EndpointState.Deleted;
        endpoint.GrpcAddress = "";
        endpoint.HttpAddress = "";
        return new() { Endpoint = endpoint };
    }

    public override async Task WatchEndpoint(
        WatchEndpointRequest request,
        IServerStreamWriter<WatchEndpointResponse> responseStream,
        ServerCallContext context
    )
    {
        _ = await GetAsync(request.Name, context.CancellationToken);
        var states = board.Changes.WatchAsync(
            request.Name,
            token => FindAsync(request.Name, token),
            _ => false,
            context.CancellationToken
        );
        await foreach (var endpoint in states)
        {
            await responseStream.WriteAsync(new() { Endpoint = endpoint }, context.CancellationToken);
        }
    }

    private async Task<Endpoint> GetAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken)
        ?? throw RpcErrors.NotFound("endpoint", name, "List the endpoints to see their names.");

    private async Task<Endpoint?> FindAsync(string name, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is { } declared
            ? EndpointView.Create(declared, board.Find(name))
            : null;
}
