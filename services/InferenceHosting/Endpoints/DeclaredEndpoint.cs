using GreenMl.Contracts.Hosting.V1;

namespace GreenMl.InferenceHosting.Endpoints;

/// <summary>An endpoint that somebody asked for: what should be in service, now and after every restart.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RunId">The pipeline run that asked last; null for a client.</param>
/// <param name="BundleUri">The bundle to serve.</param>
/// <param name="CreatedAt">When it was first asked for.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
internal sealed record DeclaredEndpoint(
    string Name,
    Guid? RunId,
    string BundleUri,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

/// <summary>What an endpoint is doing now. It is worth nothing after a restart, so it lives in memory.</summary>
internal sealed record EndpointStatus
{
    public required EndpointState State { get; init; }

    public string GrpcAddress { get; init; } = "";

    public string HttpAddress { get; init; } = "";

    public string ModelName { get; init; } = "";

    public string ModelVersion { get; init; } = "";

    public int Restarts { get; init; }

    public string FailureMessage { get; init; } = "";
}
