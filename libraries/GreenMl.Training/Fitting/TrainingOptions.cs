namespace GreenMl.Training;

/// <summary>The rule by which gradients change weights.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with Nesterov momentum 0.9.</summary>
    Sgd = 0,

    /// <summary>Adam with decoupled weight decay (Loshchilov, Hutter 2019).</summary>
    Adam = 1,
}

/// <summary>How a model is trained. The same options, model and data give the same weights on one machine and thread count.</summary>
public sealed record TrainingOptions
{
    /// <summary>Most passes over the training examples, 1 to 10,000. Default 5. The learning rate falls to 0 over them.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Examples per step, 1 to 65,536. Default 64. The last rows are spread over the batches, which may be larger.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Default <see cref="OptimizerKind.Adam"/>.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>The highest learning rate, above 0 and at most 10. Default 0.01, which suits Adam; SGD takes about 0.1.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Share of all steps over which the learning rate rises from 0, 0 to below 1. Default 0.1.</summary>
    public double WarmUpShare { get; init; } = 0.1;

    /// <summary>Pull of weights towards 0, 0 to 1; biases and normalization are exempt. Default 0.0001.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Share of the target that goes to the wrong classes, 0 to below 1. Default 0: none.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Random changes to training images. Default none.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>Stop after the epoch in which the validation accuracy (0 to 1) reaches this. Default null: never.</summary>
    public double? TargetAccuracy { get; init; }

    /// <summary>Stop after this many epochs without a better validation accuracy, at least 1. Default null: never.</summary>
    public int? Patience { get; init; }

    /// <summary>The seed of example order, augmentation and dropout. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to compute with, 1 to 1,024. Default null: a short probe decides between one and all.</summary>
    public int? Threads { get; init; }

    /// <summary>The checkpoint file, from which a run resumes when it exists. Default null: none is written.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Longest time between checkpoints, at least 1 second. Default 10 seconds. One is also written after each epoch.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with the options: rule and value for each; empty when all is well.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        void Require(bool holds, string name, object? value, string rule)
        {
            if (!holds)
            {
                errors.Add($"{name} is {value}; it must be {rule}.");
            }
        }

        Require(Epochs is >= 1 and <= 10_000, nameof(Epochs), Epochs, "1 to 10000");
        Require(BatchSize is >= 1 and <= 65_536, nameof(BatchSize), BatchSize, "1 to 65536");
        Require(Enum.IsDefined(Optimizer), nameof(Optimizer), Optimizer, "Sgd or Adam");
        Require(LearningRate is > 0 and <= 10, nameof(LearningRate), LearningRate, "above 0 and at most 10");
        Require(WarmUpShare is >= 0 and < 1, nameof(WarmUpShare), WarmUpShare, "0 to below 1");
        Require(WeightDecay is >= 0 and <= 1, nameof(WeightDecay), WeightDecay, "0 to 1");
        Require(LabelSmoothing is >= 0 and < 1, nameof(LabelSmoothing), LabelSmoothing, "0 to below 1");
        Require(Augmentation.MaxShift is >= 0 and <= 64, "Augmentation.MaxShift", Augmentation.MaxShift, "0 to 64");
        Require(
            TargetAccuracy is null or (> 0 and <= 1),
            nameof(TargetAccuracy),
            TargetAccuracy,
            "above 0 and at most 1"
        );
        Require(Patience is null or >= 1, nameof(Patience), Patience, "at least 1");
        Require(Threads is null or (>= 1 and <= 1024), nameof(Threads), Threads, "1 to 1024");
        Require(
            CheckpointInterval >= TimeSpan.FromSeconds(1),
            nameof(CheckpointInterval),
            CheckpointInterval,
            "at least 1 s"
        );
        return errors;
    }
}
