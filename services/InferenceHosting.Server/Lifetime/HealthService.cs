using GreenMl.Contracts.Inference;
using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace GreenMl.InferenceHosting.Server.Lifetime;

/// <summary>
/// <c>grpc.health.v1</c>: the model is loaded before the first connection is taken, so the server is healthy until it
/// stops. Watchers are told, and let go, when it does.
/// </summary>
internal sealed class HealthService(IHostApplicationLifetime lifetime) : Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        IsKnown(request.Service)
            ? Task.FromResult(CurrentStatus())
            : throw new RpcException(new Status(StatusCode.NotFound, $"There is no service '{request.Service}'."));

    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    )
    {
        var first = IsKnown(request.Service) ? CurrentStatus() : ToResponse(ServingStatus.ServiceUnknown);
        await responseStream.WriteAsync(first, context.CancellationToken);

        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task.WaitAsync(context.CancellationToken);
        await responseStream.WriteAsync(CurrentStatus(), context.CancellationToken);
    }

    private HealthCheckResponse CurrentStatus() =>
        ToResponse(
            lifetime.ApplicationStopping.IsCancellationRequested ? ServingStatus.NotServing : ServingStatus.Serving
        );

    private static bool IsKnown(string service) =>
        service.Length == 0 || service == GRPCInferenceService.Descriptor.FullName;

    private static HealthCheckResponse ToResponse(ServingStatus status) => new() { Status = status };
}
