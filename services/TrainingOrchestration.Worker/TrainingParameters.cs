using GreenMl.Training;
using GreenMl.Workers;

namespace GreenMl.TrainingOrchestration.Worker;

/// <summary>What the job was told.</summary>
/// <param name="Model">The name of a zoo model; empty when the graph is in the channel <c>model</c>.</param>
/// <param name="Options">How to train, without the checkpoint's place.</param>
internal sealed record TrainingParameters(string Model, TrainingOptions Options)
{
    private const int DefaultEpochs = 20;
    private const int DefaultBatchSize = 64;
    private const double DefaultAdamRate = 0.01;
    private const double DefaultSgdRate = 0.1;

    /// <exception cref="WorkerFailureException">A parameter breaks a rule.</exception>
    public static TrainingParameters From(Hyperparameters parameters)
    {
        var optimizer = parameters.Choice("optimizer", "adam", "sgd") == "sgd" ? OptimizerKind.Sgd : OptimizerKind.Adam;
        var defaultRate = optimizer == OptimizerKind.Sgd ? DefaultSgdRate : DefaultAdamRate;
        var target = parameters.Number("target_accuracy", 0, 0, 1);
        var patience = (int)parameters.WholeNumber("patience_epochs", 0, 0, 1000);
        return new(
            parameters.RequiredText("model"),
            new()
            {
                Epochs = (int)parameters.WholeNumber("max_epochs", DefaultEpochs, 1, 1000),
                BatchSize = (int)parameters.WholeNumber("batch_size", DefaultBatchSize, 1, 4096),
                Optimizer = optimizer,
                LearningRate = parameters.Number("learning_rate", defaultRate, 1e-6, 10),
                TargetAccuracy = target > 0 ? target : null,
                Patience = patience > 0 ? patience : null,
                Seed = (ulong)parameters.WholeNumber("seed", 0, 0, long.MaxValue),
            }
        );
    }

    /// <summary>The options with the place of the checkpoint.</summary>
    public TrainingOptions ToOptions(string checkpointPath) => Options with { CheckpointPath = checkpointPath };
}
