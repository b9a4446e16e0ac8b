using GreenMl.Bundles;

namespace GreenMl.ModelOptimization.Worker.Measurement;

/// <summary>
/// The 95 % score interval of a proportion (Wilson 1927, Probable Inference, the Law of Succession, and Statistical
/// Inference): it stays inside 0 to 1 and is not empty when every example is right.
/// </summary>
internal static class WilsonInterval
{
    private const double Z = 1.959963984540054;

    /// <summary>The proportion of <paramref name="successes"/> in <paramref name="examples"/>, which is at least 1.</summary>
    public static MeasuredProportion Of(int successes, int examples)
    {
        double n = examples;
        var share = successes / n;
        var center = (share + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        return new(share, Math.Max(0, center - half), Math.Min(1, center + half), examples);
    }
}
