namespace GreenMl.ModelOptimization.Worker.Measurement;

/// <summary>What one inference of one row costs.</summary>
/// <param name="Rounds">Thread CPU seconds per inference in each round, in the order of the rounds.</param>
/// <param name="Latencies">Wall-clock seconds of single inferences.</param>
internal sealed record InferenceCost(IReadOnlyList<double> Rounds, IReadOnlyList<double> Latencies)
{
    /// <summary>
    /// Thread CPU seconds per inference: the lower quartile of the rounds, because caches emptied by other processes only
    /// ever add.
    /// </summary>
    public double CpuSeconds { get; } = Quantile(Rounds, 0.25);

    /// <summary>Median wall-clock time, in milliseconds.</summary>
    public double LatencyP50Milliseconds { get; } = Quantile(Latencies, 0.5) * 1000;

    /// <summary>95th percentile of the wall-clock time, in milliseconds.</summary>
    public double LatencyP95Milliseconds { get; } = Quantile(Latencies, 0.95) * 1000;

    private static double Quantile(IReadOnlyList<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}

/// <summary>The cost of a variant as a multiple of its parent's, with the 95 % interval.</summary>
/// <param name="Median">The median over the rounds.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal sealed record CostRatio(double Median, double Low, double High)
{
    private const double Z95 = 1.96;

    /// <summary>
    /// The median of the ratios of rounds, which were taken in turn and so met the same disturbances. The interval is
    /// that of order statistics (a binomial count of rounds below the median), which assumes no distribution.
    /// </summary>
    public static CostRatio Of(InferenceCost variant, InferenceCost parent)
    {
        double[] ratios = [.. variant.Rounds.Zip(parent.Rounds, (cost, of) => cost / of).Order()];
        var rank = (int)Math.Floor((ratios.Length - (Z95 * Math.Sqrt(ratios.Length))) / 2);
        var below = Math.Clamp(rank - 1, 0, ratios.Length - 1);
        return new(ratios[ratios.Length / 2], ratios[below], ratios[ratios.Length - 1 - below]);
    }
}
