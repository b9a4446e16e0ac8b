using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>What a run gave.</summary>
/// <param name="Model">The model with the weights of the best epoch.</param>
/// <param name="Best">The epoch with the highest validation accuracy; of equals the later.</param>
/// <param name="Epochs">Every epoch, those before a resume included.</param>
/// <param name="StopReason">Why the run ended.</param>
/// <param name="Threads">The threads computed with. Another number gives other rounding, hence other weights.</param>
/// <param name="ResumedAtStep">The steps that were already done when this process resumed the run; 0 for a new run.</param>
public sealed record TrainingOutcome(
    ModelProto Model,
    EpochResult Best,
    IReadOnlyList<EpochResult> Epochs,
    StopReason StopReason,
    int Threads,
    int ResumedAtStep
);

/// <summary>Training got numbers that are not finite; it cannot go on.</summary>
/// <param name="message">Where it happened and what to change.</param>
public sealed class TrainingDivergedException(string message) : Exception(message);
