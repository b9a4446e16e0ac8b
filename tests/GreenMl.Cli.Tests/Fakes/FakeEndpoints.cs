using GreenMl.Contracts.Hosting.V1;
using Grpc.Core;
using Wire = GreenMl.Contracts.Hosting.V1;

namespace GreenMl.Cli.Tests.Fakes;

internal sealed class FakeEndpoints : Wire.Endpoints.EndpointsBase
{
    public List<Endpoint> All { get; } = [];

    public override Task<GetEndpointResponse> GetEndpoint(GetEndpointRequest request, ServerCallContext context) =>
        Task.FromResult(new GetEndpointResponse { Endpoint = Find(request.Name) });

    public override Task<ListEndpointsResponse> ListEndpoints(
        ListEndpointsRequest request,
        ServerCallContext context
    ) => Task.FromResult(new ListEndpointsResponse { Endpoints = { All } });

    public override Task<DeleteEndpointResponse> DeleteEndpoint(
        DeleteEndpointRequest request,
        ServerCallContext context
    )
    {
        All.Remove(Find(request.Name));
        return Task.FromResult(new DeleteEndpointResponse());
    }

    private Endpoint Find(string name) =>
        All.FirstOrDefault(endpoint => endpoint.Name == name) ?? throw FakeErrors.NotFound("endpoint", name);
}
