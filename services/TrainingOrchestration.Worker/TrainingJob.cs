using GreenMl.Datasets;
using GreenMl.Onnx;
using GreenMl.Training;
using GreenMl.Workers;

namespace GreenMl.TrainingOrchestration.Worker;

/// <summary>Runs one training job: load the data, train until an end is reached, judge the best epoch on the test rows.</summary>
internal sealed class TrainingJob(WorkerContext context)
{
    private const string ModelFile = "model.onnx";
    private const string CheckpointFileName = "training.checkpoint";

    /// <summary>Does the work. A repeated attempt goes on from the last checkpoint and gives the same weights.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var parameters = TrainingParameters.From(context.Parameters);
            var examples = await LoadAsync(cancellationToken);
            var model = await StartingModel.LoadAsync(context.Layout, parameters, examples.Schema, cancellationToken);
            var outcome = Train(model, examples, parameters, cancellationToken);
            await FinishAsync(outcome, examples, cancellationToken);
        }
        catch (Exception e) when (e is InvalidModelException or CheckpointException)
        {
            throw new WorkerFailureException(WorkerFailureException.InvalidModel, e.Message, e);
        }
        catch (Exception e) when (e is InvalidDatasetException or ArgumentException or TrainingDivergedException)
        {
            throw new WorkerFailureException(WorkerFailureException.InvalidData, e.Message, e);
        }
    }

    private async Task<TrainingExamples> LoadAsync(CancellationToken cancellationToken)
    {
        using var step = context.Journal.BeginStep("load", 0, 0.03);
        TorchRuntime.Load();
        return await TrainingExamples.ReadAsync(context.Layout.Channel("data"), cancellationToken);
    }

    private TrainingOutcome Train(
        ModelProto model,
        TrainingExamples examples,
        TrainingParameters parameters,
        CancellationToken cancellationToken
    )
    {
        using var step = context.Journal.BeginStep("train", 0.03, 0.97);
        var checkpoint = Path.Combine(context.Layout.CheckpointDirectory, CheckpointFileName);
        var trainer = new Trainer(parameters.ToOptions(checkpoint), TimeProvider.System);
        return trainer.Train(
            model,
            examples.Training,
            examples.Validation,
            progress => Report(step, progress),
            cancellationToken
        );
    }

    private static void Report(WorkerStep step, TrainingProgress progress)
    {
        var done = progress.Epoch - 1 + ((double)progress.Step / progress.StepsPerEpoch);
        var metrics = new Dictionary<string, double>
        {
            ["epoch"] = progress.Epoch,
            ["epochs"] = progress.Epochs,
            ["train_loss"] = progress.Loss,
            ["train_accuracy"] = progress.Accuracy,
            ["examples_per_second"] = progress.ExamplesPerSecond,
        };
        if (progress.Validation is not { } validation)
        {
            step.Report(done / progress.Epochs, metrics);
            return;
        }

        metrics["validation_loss"] = validation.Loss;
        metrics["validation_accuracy"] = validation.Accuracy;
        step.ReportNow(done / progress.Epochs, metrics);
    }

    private async Task FinishAsync(
        TrainingOutcome outcome,
        TrainingExamples examples,
        CancellationToken cancellationToken
    )
    {
        using var step = context.Journal.BeginStep("evaluate", 0.97, 1);
        using var module = new OnnxModule(outcome.Model);
        var test = Evaluator.Evaluate(module, examples.Test, cancellationToken);
        var file = Path.Combine(context.Layout.ModelDirectory, ModelFile);
        await OnnxFile.SaveAsync(outcome.Model, file, cancellationToken);
        var result = await TrainingResult.CreateAsync(outcome, test, file, cancellationToken);
        await result.WriteAsync(context.Layout.ResultFile, cancellationToken);
    }
}
