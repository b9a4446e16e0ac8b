namespace GreenMl.Bundles;

/// <summary>What was measured on the model of a bundle.</summary>
public sealed record BundleMetrics
{
    /// <summary>Share of test examples classified correctly.</summary>
    public MeasuredProportion? Accuracy { get; init; }

    /// <summary>Electrical energy of one inference at batch 1, in joules.</summary>
    public MeasuredEstimate? JoulesPerInference { get; init; }

    /// <summary>Thread CPU time of one inference at batch 1, in seconds.</summary>
    public double? CpuSecondsPerInference { get; init; }

    /// <summary>Median wall-clock time of one inference at batch 1, in milliseconds.</summary>
    public double? LatencyMillisecondsP50 { get; init; }

    /// <summary>95th percentile of the wall-clock time of one inference at batch 1, in milliseconds.</summary>
    public double? LatencyMillisecondsP95 { get; init; }
}

/// <summary>A proportion with its 95 % interval, all between 0 and 1.</summary>
/// <param name="Value">The proportion in the sample.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="SampleSize">Number of examples.</param>
public sealed record MeasuredProportion(double Value, double Low, double High, long SampleSize);

/// <summary>An amount with its uncertainty, in the unit that the property's name carries.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="Central">Best estimate.</param>
/// <param name="High">Upper end.</param>
/// <param name="Grade">How it was obtained, for instance <c>measured</c> or <c>modelled</c>.</param>
/// <param name="Source">Where the coefficients come from.</param>
public sealed record MeasuredEstimate(double Low, double Central, double High, string Grade, string Source);
