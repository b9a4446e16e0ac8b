using GreenMl.Contracts.Hosting.V1;
using GreenMl.InferenceHosting.Endpoints;
using GreenMl.Jobs;
using GreenMl.Storage;
using GreenMl.Workers;
using Endpoint = GreenMl.Contracts.Hosting.V1.Endpoint;

namespace GreenMl.InferenceHosting.Drivers.Local;

/// <summary>Deploys a bundle to a server process on this machine.</summary>
internal sealed class LocalHostingDriver(EndpointServers servers, EndpointStore store, EndpointBoard board)
    : IJobDriver<EndpointSpec, Endpoint>
{
    public string Name => "local";

    public async Task<DriverOutcome<Endpoint>> RunAsync(
        Guid jobId,
        EndpointSpec spec,
        IProgress<WorkerProgress> progress,
        CancellationToken cancellationToken
    )
    {
        progress.Report(
            new()
            {
                Step = "start server",
                Fraction = 0,
                EnergyJoules = 0,
            }
        );
        try
        {
            var measurement = await servers.DeployAsync(spec.Name, spec.BundleUri, cancellationToken);
            var declared = await store.FindAsync(spec.Name, cancellationToken);
            return declared is null
                ? Failed("DELETED", $"Endpoint '{spec.Name}' was deleted while it was being deployed.")
                : new(
                    new(WorkerOutcome.Succeeded, "", ""),
                    EndpointView.Create(declared, board.Find(spec.Name)),
                    [MeasurementWire.ToWire(measurement)]
                );
        }
        catch (ServerStartException failure)
        {
            return Failed("SERVER_NOT_READY", failure.Message);
        }
        catch (ObjectNotFoundException missing)
        {
            return Failed("BUNDLE_NOT_FOUND", missing.Message);
        }
    }

    /// <summary>Nothing is kept for a further attempt.</summary>
    public Task ForgetAsync(Guid jobId, CancellationToken cancellationToken) => Task.CompletedTask;

    private static DriverOutcome<Endpoint> Failed(string reason, string message) =>
        new(new(WorkerOutcome.Failed, reason, message), null, []);
}
