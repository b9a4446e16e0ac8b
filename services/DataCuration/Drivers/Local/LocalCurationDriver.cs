using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Jobs;
using GreenMl.Storage;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Drivers.Local;

/// <summary>
/// Curates in a worker process on this machine and keeps the version in the object store. What the same source and
/// recipe gave before is taken from there, and no worker is started.
/// </summary>
internal sealed class LocalCurationDriver(LocalWorker worker, ObjectStore objects, CuratedRecipes recipes)
    : IJobDriver<DatasetSpec, DatasetVersion>
{
    private const string Collection = "datasets";

    public string Name => "local";

    public async Task<DriverOutcome<DatasetVersion>> RunAsync(
        Guid jobId,
        DatasetSpec spec,
        IProgress<WorkerProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var recipe = await RecipeFingerprint.OfAsync(spec, cancellationToken);
        if (await recipes.FindAsync(recipe, cancellationToken) is { } known)
        {
            known.Reused = true;
            return new(WorkerExit.Succeeded, known);
        }

        var parameters = CurationParameters.Create(spec);
        var exit = await worker.RunAsync(jobId, parameters, (_, _) => Task.CompletedTask, progress, cancellationToken);
        var version =
            exit.Outcome == WorkerOutcome.Succeeded ? await KeepAsync(jobId, recipe, cancellationToken) : null;
        return new(exit, version);
    }

    public Task<IReadOnlyList<StepMeasurement>> MeasureAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult(worker.Measurements(jobId));

    public Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        worker.Forget(jobId);
        return Task.CompletedTask;
    }

    private async Task<DatasetVersion> KeepAsync(Guid jobId, string recipe, CancellationToken cancellationToken)
    {
        var version = await worker.ReadResultAsync<DatasetVersion>(jobId, cancellationToken);
        var uri = ObjectUri.Create(Collection, version.ManifestId);
        await objects.PutDirectoryAsync(uri, worker.Layout(jobId).ModelDirectory, cancellationToken);
        version.Uri = uri.ToString();
        await recipes.AddAsync(recipe, version, cancellationToken);
        return version;
    }
}
