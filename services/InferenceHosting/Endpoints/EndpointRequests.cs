using GreenMl.Contracts.Hosting.V1;
using GreenMl.Jobs;
using Endpoint = GreenMl.Contracts.Hosting.V1.Endpoint;

namespace GreenMl.InferenceHosting.Endpoints;

/// <summary>
/// Accepts deployments. The endpoint is declared once its deployment is accepted, so that it is found at once and put
/// back into service by a restart in between.
/// </summary>
internal sealed class EndpointRequests(JobIntake<EndpointSpec, Endpoint> intake, EndpointStore store)
{
    /// <summary>Accepts what a client asks for.</summary>
    /// <exception cref="Grpc.Core.RpcException">The request breaks a rule.</exception>
    public async Task CreateAsync(string idempotencyKey, EndpointSpec? spec, CancellationToken cancellationToken)
    {
        var job = await intake.CreateAsync(idempotencyKey, spec, cancellationToken);
        await DeclareAsync(job, cancellationToken);
    }

    /// <summary>Accepts what another service commands.</summary>
    public async Task AcceptAsync(Guid jobId, Guid runId, EndpointSpec spec, CancellationToken cancellationToken)
    {
        var job = await intake.AcceptAsync(jobId, runId, spec, cancellationToken);
        await DeclareAsync(job, cancellationToken);
    }

    /// <summary>A repeat of a request that has ended must not bring back what it declared then.</summary>
    private Task DeclareAsync(Job<EndpointSpec, Endpoint> job, CancellationToken cancellationToken) =>
        job.IsFinished
            ? Task.CompletedTask
            : store.DeclareAsync(job.Spec.Name, job.RunId, job.Spec.BundleUri, cancellationToken);
}
