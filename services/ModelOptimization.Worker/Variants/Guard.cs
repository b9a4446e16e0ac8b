using System.Globalization;
using GreenMl.ModelOptimization.Worker.Measurement;

namespace GreenMl.ModelOptimization.Worker.Variants;

/// <summary>
/// Decides about a variant: it must be cheaper than its parent beyond doubt, and the examples must be many enough to
/// prove that it loses no more accuracy than allowed.
/// </summary>
/// <param name="maximumDrop">The largest accuracy loss accepted, 0 to 1.</param>
internal sealed class Guard(double maximumDrop)
{
    /// <summary>A saving below 2 % is not worth a change of the model.</summary>
    private const double LargestRatio = 0.98;

    /// <summary>The cost may rise by 2 % for a form that only loads faster.</summary>
    private const double LargestOfflineRatio = 1.02;

    /// <summary>Judges a variant by its accuracy and its cost beside the parent's.</summary>
    public Verdict Judge(PairedDrop drop, CostRatio cost)
    {
        var comparison =
            $"{Times(cost.Median)} the original's CPU time (95 % interval {Times(cost.Low)} to {Times(cost.High)}) and "
            + $"accuracy changed by {Points(-drop.Value)} points ({Points(-drop.High)} to {Points(-drop.Low)}), where a "
            + $"loss of {Points(maximumDrop)[1..]} is allowed";
        if (cost.High > LargestRatio)
        {
            return new(false, $"Rejected as not cheaper: {comparison}.");
        }

        if (drop.High <= maximumDrop)
        {
            return new(true, $"Accepted: {comparison}.");
        }

        return drop.ExamplesNeeded(maximumDrop) is { } needed
            ? new(false, $"Rejected as unproven, which would take about {needed} test examples: {comparison}.")
            : new(false, $"Rejected as less accurate: {comparison}.");
    }

    /// <summary>Judges a form made ahead of time: the same answers, sooner ready.</summary>
    /// <param name="differing">Test rows that it classifies otherwise than its portable form.</param>
    /// <param name="rows">All test rows.</param>
    /// <param name="cost">Its cost beside the portable form's.</param>
    /// <param name="load">Thread CPU seconds to load the offline and the portable form.</param>
    public static Verdict JudgeOffline(int differing, int rows, CostRatio cost, (double Offline, double Portable) load)
    {
        var loading =
            $"loading takes {Milliseconds(load.Offline)} ms of CPU time instead of {Milliseconds(load.Portable)} ms";
        return differing > 0 ? new(false, $"Rejected: it classifies {differing} of {rows} test rows differently.")
            : cost.Low > LargestOfflineRatio
                ? new(false, $"Rejected: an inference takes {Times(cost.Median)} the portable form's CPU time.")
            : load.Offline >= load.Portable ? new(false, $"Rejected as not cheaper: {loading}.")
            : new(true, $"Accepted: the same classes for all {rows} test rows, and {loading}.");
    }

    private static string Times(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}x");

    private static string Points(double share) =>
        (share * 100).ToString("+0.00;-0.00;+0.00", CultureInfo.InvariantCulture);

    private static string Milliseconds(double seconds) =>
        (seconds * 1000).ToString("0.00", CultureInfo.InvariantCulture);
}
