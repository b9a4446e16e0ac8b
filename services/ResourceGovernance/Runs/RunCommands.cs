using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Messages;
using GreenMl.ResourceGovernance.Domain;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>What a step of a run asks of its phase's service.</summary>
internal static class RunCommands
{
    /// <summary>The queue of the service that owns <paramref name="phase"/>.</summary>
    public static string Queue(RunPhase phase) =>
        phase switch
        {
            RunPhase.Curation => Queues.DataCuration,
            RunPhase.Training => Queues.TrainingOrchestration,
            RunPhase.Optimization => Queues.ModelOptimization,
            RunPhase.Hosting => Queues.InferenceHosting,
            _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "No such phase."),
        };

    /// <summary>The command that starts <paramref name="step"/>, filled with what the steps before it produced.</summary>
    public static object Start(RunSaga run, RunSagaStep step) =>
        step.Phase switch
        {
            RunPhase.Curation => Curate(run, step),
            RunPhase.Training => Train(run, step),
            RunPhase.Optimization => Optimize(run, step),
            RunPhase.Hosting => Host(run, step),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step.Phase, "No such phase."),
        };

    /// <summary>The baseline keeps every row of the source.</summary>
    private static CurateDataset Curate(RunSaga run, RunSagaStep step)
    {
        var spec = run.Spec.Data.Clone();
        if (step.IsBaseline)
        {
            spec.Deduplication = Deduplication.None;
        }

        return new(step.JobId, run.CorrelationId, spec);
    }

    /// <summary>The baseline trains all epochs, whatever the accuracy.</summary>
    private static TrainModel Train(RunSaga run, RunSagaStep step)
    {
        var spec = run.Spec.Train.Clone();
        spec.DatasetUri = run.Step(RunPhase.Curation, step.IsBaseline).Dataset!.Uri;
        if (step.IsBaseline)
        {
            spec.TargetAccuracy = 0;
            spec.PatienceEpochs = 0;
        }

        return new(step.JobId, run.CorrelationId, spec);
    }

    /// <summary>The baseline is measured and published as it came.</summary>
    private static OptimizeModel Optimize(RunSaga run, RunSagaStep step)
    {
        var spec = run.Spec.Optimize.Clone();
        spec.ModelUri = run.Step(RunPhase.Training, step.IsBaseline).Model!.Uri;
        spec.DatasetUri = run.Step(RunPhase.Curation, step.IsBaseline).Dataset!.Uri;
        spec.Name = step.IsBaseline ? $"{run.Spec.Name}-baseline" : run.Spec.Name;
        spec.MeasureOnly = step.IsBaseline || spec.MeasureOnly;
        return new(step.JobId, run.CorrelationId, spec);
    }

    private static DeployEndpoint Host(RunSaga run, RunSagaStep step)
    {
        var spec = run.Spec.Host.Clone();
        spec.BundleUri = run.Step(RunPhase.Optimization, isBaseline: false).Optimized!.BundleUri;
        return new(step.JobId, run.CorrelationId, spec);
    }
}
