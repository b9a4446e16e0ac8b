namespace GreenMl.Workers;

/// <summary>One progress line of a worker's standard output, as JSON.</summary>
public sealed record WorkerProgress
{
    /// <summary>The step at work, for instance <c>train</c>.</summary>
    public required string Step { get; init; }

    /// <summary>0 to 1 over the whole job.</summary>
    public required double Fraction { get; init; }

    /// <summary>For instance <c>epoch</c>, <c>train_loss</c>, <c>validation_accuracy</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Central estimate of the energy of all attempts so far, in joules.</summary>
    public required double EnergyJoules { get; init; }

    /// <summary>Estimated seconds to the end; null while it can't be told.</summary>
    public double? RemainingSeconds { get; init; }
}
