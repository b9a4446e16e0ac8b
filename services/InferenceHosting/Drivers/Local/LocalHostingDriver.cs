using System.Collections.Concurrent;
using GreenMl.Contracts.Common.V1;
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
    /// <summary>A deployment starts its server in one go: what it used is known here until its end is on disk.</summary>
    private readonly ConcurrentDictionary<Guid, StepMeasurement> _measurements = new();

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
            _measurements[jobId] = MeasurementWire.ToWire(measurement);
            var declared = await store.FindAsync(spec.Name, cancellationToken);
            return declared is null
                ? Failed("DELETED", $"Endpoint '{spec.Name}' was deleted while it was being deployed.")
                : new(WorkerExit.Succeeded, EndpointView.Create(declared, board.Find(spec.Name)));
        }
        catch (ServerStartException failure)
        {
            var outcome = failure.MayRetry ? WorkerOutcome.Crashed : WorkerOutcome.Failed;
            return new(new WorkerExit(outcome, "SERVER_NOT_READY", failure.Message), null);
        }
        catch (ObjectNotFoundException missing)
        {
            return Failed("BUNDLE_NOT_FOUND", missing.Message);
        }
    }

    public Task<IReadOnlyList<StepMeasurement>> MeasureAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StepMeasurement>>(
            _measurements.TryGetValue(jobId, out var measurement) ? [measurement] : []
        );

    public Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        _measurements.TryRemove(jobId, out _);
        return Task.CompletedTask;
    }

    private static DriverOutcome<Endpoint> Failed(string reason, string message) =>
        new(WorkerExit.Failed(reason, message), null);
}
