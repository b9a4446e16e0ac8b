namespace GreenMl.Training;

/// <summary>Where a run stands. Reported about once a second and at the end of each epoch.</summary>
/// <param name="Epoch">The current epoch, counted from 1.</param>
/// <param name="Epochs">Most epochs of the run.</param>
/// <param name="Step">Steps done in the epoch.</param>
/// <param name="StepsPerEpoch">Steps in each epoch.</param>
/// <param name="Loss">Mean loss of the epoch so far.</param>
/// <param name="Accuracy">Share of training examples of the epoch so far that were classified rightly, 0 to 1.</param>
/// <param name="ExamplesPerSecond">Training speed since the run started or resumed.</param>
/// <param name="Validation">The result on the validation examples at the end of an epoch; null within one.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    int Step,
    int StepsPerEpoch,
    double Loss,
    double Accuracy,
    double ExamplesPerSecond,
    Evaluation? Validation
);

/// <summary>How well a model does on labelled examples.</summary>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Accuracy">Share of examples classified rightly, 0 to 1.</param>
/// <param name="Count">The number of examples.</param>
public sealed record Evaluation(double Loss, double Accuracy, int Count);

/// <summary>One epoch of a run.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="TrainingLoss">Mean loss while training.</param>
/// <param name="TrainingAccuracy">Share of training examples classified rightly while training, 0 to 1.</param>
/// <param name="Validation">The result on the validation examples afterwards.</param>
public sealed record EpochResult(int Epoch, double TrainingLoss, double TrainingAccuracy, Evaluation Validation);

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were run.</summary>
    AllEpochs = 0,

    /// <summary>The validation accuracy reached the target.</summary>
    TargetReached = 1,

    /// <summary>The validation accuracy did not rise any more.</summary>
    NoImprovement = 2,
}
