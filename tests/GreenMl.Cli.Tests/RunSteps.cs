using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Cli.Tests;

/// <summary>Changes of a run to write scripts with.</summary>
internal static class RunSteps
{
    public static Action<PipelineRun> Begin(Phase phase, bool baseline = false) =>
        run =>
            run.Steps.Add(
                new RunStep
                {
                    Phase = phase,
                    Baseline = baseline,
                    State = JobState.Running,
                }
            );

    public static Action<PipelineRun> Report(
        string step,
        double fraction,
        double joules,
        double? remaining = null,
        params (string Name, double Value)[] metrics
    ) =>
        run =>
        {
            var progress = new JobProgress
            {
                Step = step,
                Fraction = fraction,
                EnergyJoules = joules,
            };
            if (remaining is { } seconds)
            {
                progress.RemainingSeconds = seconds;
            }

            foreach (var (name, value) in metrics)
            {
                progress.Metrics[name] = value;
            }

            run.Steps[^1].Progress = progress;
        };

    public static Action<PipelineRun> End(string summary, JobState state = JobState.Succeeded) =>
        run =>
        {
            run.Steps[^1].State = state;
            run.Steps[^1].Summary = summary;
        };

    public static Action<PipelineRun> Become(RunState state) =>
        run =>
        {
            run.State = state;
            run.EndpointName = state == RunState.Completed ? "glyphs" : "";
            run.Failure =
                state == RunState.Failed
                    ? new Failure { Reason = "TRAINING_DIVERGED", Message = "The loss became NaN in epoch 2." }
                    : null;
        };

    /// <summary>A whole run with a baseline.</summary>
    public static IEnumerable<Action<PipelineRun>> AWholeRun() =>
        [
            Begin(Phase.Curation, baseline: true),
            End("900 of 900 rows kept"),
            Begin(Phase.Curation),
            Report("deduplicate", 0.4, 12.34, 7),
            End("612 of 900 rows kept"),
            Begin(Phase.Training),
            Report("train", 0.25, 950, 75, ("epoch", 3), ("epochs", 12), ("train_loss", 0.1316)),
            Report("train", 0.5, 1900, 50, ("epoch", 6), ("epochs", 12), ("validation_accuracy", 0.962)),
            End("test accuracy 97.10 % after 9 epochs (target_reached)"),
            Begin(Phase.Hosting),
            End("endpoint glyphs in service at http://127.0.0.1:1"),
            Become(RunState.Completed),
        ];
}
