using System.Text.Json.Serialization;

namespace GreenMl.Training;

/// <summary>Everything that a run needs to go on as if it had not stopped, apart from model, data and options.</summary>
/// <param name="State">Position, totals and history.</param>
/// <param name="Tensors">Weights, statistics, optimizer state and the weights of the best epoch, in a fixed order.</param>
internal sealed record Checkpoint(CheckpointState State, IReadOnlyList<byte[]> Tensors);

/// <summary>The part of a checkpoint that is not tensors.</summary>
/// <param name="Fingerprint">The hash of model, data and options: a checkpoint fits one job only.</param>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="Step">Steps completed in the current epoch.</param>
/// <param name="Threads">The threads computed with.</param>
/// <param name="Totals">Loss and hits of the current epoch.</param>
/// <param name="History">The completed epochs.</param>
internal sealed record CheckpointState(
    string Fingerprint,
    int Epoch,
    int Step,
    int Threads,
    Totals Totals,
    IReadOnlyList<EpochResult> History
);

[JsonSerializable(typeof(CheckpointState))]
[JsonSerializable(typeof(TrainingOptions))]
internal sealed partial class TrainingJson : JsonSerializerContext;
