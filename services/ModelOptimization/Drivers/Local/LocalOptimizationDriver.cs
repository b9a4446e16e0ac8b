using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Jobs;
using GreenMl.Storage;
using GreenMl.Workers;

namespace GreenMl.ModelOptimization.Drivers.Local;

/// <summary>Optimizes in a worker process on this machine and keeps the bundle in the object store.</summary>
internal sealed class LocalOptimizationDriver(LocalWorker worker, ObjectStore objects)
    : IJobDriver<OptimizationSpec, OptimizedModel>
{
    private const string Collection = "bundles";
    private const string ModelFile = "model.onnx";

    public string Name => "local";

    public async Task<DriverOutcome<OptimizedModel>> RunAsync(
        Guid jobId,
        OptimizationSpec spec,
        IProgress<WorkerProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var exit = await worker.RunAsync(
            jobId,
            OptimizationParameters.Create(spec),
            (layout, token) => PrepareAsync(layout, spec, token),
            progress,
            cancellationToken
        );
        var result = exit.Outcome == WorkerOutcome.Succeeded ? await KeepAsync(jobId, cancellationToken) : null;
        return new(exit, result);
    }

    public Task<IReadOnlyList<StepMeasurement>> MeasureAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult(worker.Measurements(jobId));

    public Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        worker.Forget(jobId);
        return Task.CompletedTask;
    }

    /// <summary>Channel <c>model</c> holds the graph, channel <c>data</c> the data set that judges it.</summary>
    private async Task PrepareAsync(WorkerLayout layout, OptimizationSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var dataset = ObjectUri.Parse(spec.DatasetUri);
            await objects.MaterializeDirectoryAsync(dataset, layout.Channel("data"), cancellationToken);
            await PrepareModelAsync(spec.ModelUri, Path.Combine(layout.Channel("model"), ModelFile), cancellationToken);
        }
        catch (Exception e) when (e is ObjectNotFoundException or FileNotFoundException)
        {
            // Trying again would not help: the input was removed, or never was there.
            throw new WorkerFailureException(WorkerFailureException.InvalidParameter, e.Message, e);
        }
    }

    private async Task PrepareModelAsync(string modelUri, string target, CancellationToken cancellationToken)
    {
        if (ObjectUri.TryParse(modelUri, out var stored))
        {
            await objects.MaterializeAsync(stored, target, cancellationToken);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(modelUri, target, overwrite: true);
    }

    private async Task<OptimizedModel> KeepAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var result = await worker.ReadResultAsync<OptimizedModel>(jobId, cancellationToken);
        var uri = ObjectUri.Create(Collection, result.BundleId);
        await objects.PutDirectoryAsync(uri, worker.Layout(jobId).ModelDirectory, cancellationToken);
        result.BundleUri = uri.ToString();
        return result;
    }
}
