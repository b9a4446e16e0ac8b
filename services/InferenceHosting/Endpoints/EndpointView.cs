using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Jobs;
using Endpoint = GreenMl.Contracts.Hosting.V1.Endpoint;

namespace GreenMl.InferenceHosting.Endpoints;

/// <summary>An endpoint as clients see it.</summary>
internal static class EndpointView
{
    /// <summary>The endpoint; one without a status is still waiting for its first server.</summary>
    public static Endpoint Create(DeclaredEndpoint declared, EndpointStatus? status) =>
        new()
        {
            Name = declared.Name,
            RunId = declared.RunId?.ToString() ?? "",
            Spec = new() { Name = declared.Name, BundleUri = declared.BundleUri },
            State = status?.State ?? EndpointState.Creating,
            GrpcAddress = status?.GrpcAddress ?? "",
            HttpAddress = status?.HttpAddress ?? "",
            ModelName = status?.ModelName ?? "",
            ModelVersion = status?.ModelVersion ?? "",
            Restarts = status?.Restarts ?? 0,
            Failure = status?.FailureMessage is { Length: > 0 } message
                ? new Failure { Reason = "SERVER_NOT_READY", Message = message }
                : null,
            CreatedAt = JobTimes.ToWire(declared.CreatedAt),
            UpdatedAt = JobTimes.ToWire(declared.UpdatedAt),
        };
}
