using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Jobs;
using GreenMl.Storage;
using GreenMl.Workers;

namespace GreenMl.TrainingOrchestration.Drivers.Local;

/// <summary>Trains in a worker process on this machine and keeps the model in the object store.</summary>
internal sealed class LocalTrainingDriver(LocalWorker worker, ObjectStore objects)
    : IJobDriver<TrainingSpec, TrainedModel>
{
    private const string Collection = "models";
    private const string ModelFile = "model.onnx";

    public string Name => "local";

    public async Task<DriverOutcome<TrainedModel>> RunAsync(
        Guid jobId,
        TrainingSpec spec,
        IProgress<WorkerProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var exit = await worker.RunAsync(
            jobId,
            TrainingParameters.Create(spec),
            (layout, token) => PrepareAsync(layout, spec, token),
            progress,
            cancellationToken
        );
        var model = exit.Outcome == WorkerOutcome.Succeeded ? await KeepAsync(jobId, cancellationToken) : null;
        return new(exit, model);
    }

    public Task<IReadOnlyList<StepMeasurement>> MeasureAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult(worker.Measurements(jobId));

    public Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        worker.Forget(jobId);
        return Task.CompletedTask;
    }

    /// <summary>Channel <c>data</c> holds the data set; channel <c>model</c> the graph, unless the zoo builds it.</summary>
    private async Task PrepareAsync(WorkerLayout layout, TrainingSpec spec, CancellationToken cancellationToken)
    {
        var dataset = ObjectUri.Parse(spec.DatasetUri);
        await objects.MaterializeDirectoryAsync(dataset, layout.Channel("data"), cancellationToken);
        var target = Path.Combine(layout.Channel("model"), ModelFile);
        if (ObjectUri.TryParse(spec.Model, out var stored))
        {
            await objects.MaterializeAsync(stored, target, cancellationToken);
        }
        else if (Path.IsPathRooted(spec.Model))
        {
            Directory.CreateDirectory(layout.Channel("model"));
            File.Copy(spec.Model, target, overwrite: true);
        }
    }

    private async Task<TrainedModel> KeepAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var model = await worker.ReadResultAsync<TrainedModel>(jobId, cancellationToken);
        var file = Path.Combine(worker.Layout(jobId).ModelDirectory, ModelFile);
        var uri = await objects.PutContentAsync(Collection, file, cancellationToken);
        model.Uri = uri.ToString();
        return model;
    }
}
