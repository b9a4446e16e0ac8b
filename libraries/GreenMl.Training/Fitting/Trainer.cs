using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>
/// Trains the weights of an ONNX classifier. With a checkpoint path, a run that was killed or cancelled resumes where it
/// was and ends with the same weights as one that was not.
/// </summary>
public sealed class Trainer
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly TrainingOptions _options;
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes a trainer.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="timeProvider">The clock of progress and checkpoints.</param>
    /// <exception cref="ArgumentException">The options are out of range; the message names each.</exception>
    public Trainer(TrainingOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Errors() is [_, ..] errors)
        {
            throw new ArgumentException(string.Join(" ", errors), nameof(options));
        }

        _options = options;
        _timeProvider = timeProvider;
    }

    /// <summary>
    /// Trains until an end is reached, on the calling thread, which should be one of its own: the call computes for as
    /// long as the training takes.
    /// </summary>
    /// <param name="model">The model to start from; it is not changed.</param>
    /// <param name="training">The examples to learn from.</param>
    /// <param name="validation">Examples that decide about the best epoch and the end; not those of the final test.</param>
    /// <param name="progress">Called on this thread about once a second and after each epoch.</param>
    /// <param name="cancellationToken">Stops after the current step; a checkpoint is written first.</param>
    /// <exception cref="ArgumentException">Model, examples and options do not fit together.</exception>
    /// <exception cref="InvalidModelException">The model cannot be trained.</exception>
    /// <exception cref="CheckpointException">The checkpoint file is damaged or of another job.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TrainingOutcome Train(
        ModelProto model,
        TrainingSet training,
        TrainingSet validation,
        Action<TrainingProgress> progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(progress);
        TrainingInputs.Check(model, training, validation, _options);
        var fingerprint = JobFingerprint.Of(model, training, validation, _options);
        using var run = new TrainingRun(model, training, _options, fingerprint);
        var resumedAt = Resume(run, fingerprint);
        if (run.Threads == 0)
        {
            run.UseThreads(_options.Threads ?? ThreadProbe.Choose(run.ProbeStep, _timeProvider));
        }

        try
        {
            var stop = RunEpochs(run, validation, progress, cancellationToken);
            return new(run.ExportBest(), run.Best!, run.History, stop, run.Threads, resumedAt);
        }
        catch (OperationCanceledException)
        {
            SaveCheckpoint(run);
            throw;
        }
    }

    private StopReason RunEpochs(
        TrainingRun run,
        TrainingSet validation,
        Action<TrainingProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var pace = new Pace(_timeProvider, _options.CheckpointInterval, ProgressInterval);
        while (true)
        {
            if (StopAfter(run) is { } reason)
            {
                return reason;
            }

            RunSteps(run, pace, progress, cancellationToken);
            var result = run.CompleteEpoch(validation, cancellationToken);
            SaveCheckpoint(run);
            progress(AtEndOf(result, run, pace));
        }
    }

    private void RunSteps(
        TrainingRun run,
        Pace pace,
        Action<TrainingProgress> progress,
        CancellationToken cancellationToken
    )
    {
        while (run.Step < run.StepsPerEpoch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = run.Totals.Count;
            run.Advance();
            pace.Count(run.Totals.Count - before);
            if (pace.IsCheckpointDue())
            {
                SaveCheckpoint(run);
            }

            if (pace.IsProgressDue())
            {
                progress(Within(run, pace));
            }
        }
    }

    private int Resume(TrainingRun run, string fingerprint)
    {
        if (_options.CheckpointPath is not { } path || CheckpointFile.TryRead(path) is not { } checkpoint)
        {
            return 0;
        }

        if (checkpoint.State.Fingerprint != fingerprint)
        {
            throw new CheckpointException(
                $"'{path}' is the checkpoint of another model, data or options. Delete it, or name another file."
            );
        }

        run.Load(checkpoint);
        return run.StepsDone;
    }

    private StopReason? StopAfter(TrainingRun run)
    {
        if (run.History is not [.., var last])
        {
            return null;
        }

        if (last.Validation.Accuracy >= _options.TargetAccuracy)
        {
            return StopReason.TargetReached;
        }

        if (run.Epoch >= _options.Epochs)
        {
            return StopReason.AllEpochs;
        }

        return last.Epoch - FirstBestEpoch(run) >= _options.Patience ? StopReason.NoImprovement : null;
    }

    // An equal accuracy later is no improvement.
    private static int FirstBestEpoch(TrainingRun run) => run.History.MaxBy(epoch => epoch.Validation.Accuracy)!.Epoch;

    private void SaveCheckpoint(TrainingRun run)
    {
        if (_options.CheckpointPath is { } path)
        {
            CheckpointFile.Write(path, run.Save());
        }
    }

    private TrainingProgress Within(TrainingRun run, Pace pace) =>
        new(
            run.Epoch + 1,
            _options.Epochs,
            run.Step,
            run.StepsPerEpoch,
            run.Totals.MeanLoss,
            run.Totals.Accuracy,
            pace.ExamplesPerSecond,
            Validation: null
        );

    private TrainingProgress AtEndOf(EpochResult result, TrainingRun run, Pace pace) =>
        new(
            result.Epoch,
            _options.Epochs,
            run.StepsPerEpoch,
            run.StepsPerEpoch,
            result.TrainingLoss,
            result.TrainingAccuracy,
            pace.ExamplesPerSecond,
            result.Validation
        );
}
