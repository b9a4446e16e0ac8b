namespace GreenMl.ModelOptimization.Worker.Quantization;

/// <summary>The values of an activation that the 256 levels of an unsigned byte stand for; zero is one of them.</summary>
/// <param name="Low">At most 0.</param>
/// <param name="High">At least 0.</param>
internal sealed record ActivationRange(float Low, float High)
{
    private const double Shrink = 0.03;
    private const int Steps = 24;

    /// <summary>The value of one level; 1 for an activation that is always zero.</summary>
    public float Scale { get; } = High > Low ? (High - Low) / byte.MaxValue : 1;

    /// <summary>The level of zero.</summary>
    public byte ZeroPoint => (byte)Math.Clamp(MathF.Round(-Low / Scale), byte.MinValue, byte.MaxValue);

    /// <summary>
    /// The range with the least expected squared error among the full range and shrunken copies of it: a few outliers may
    /// be worth losing for finer levels.
    /// </summary>
    public static ActivationRange Of(ActivationHistogram histogram)
    {
        var (low, high) = (Math.Min(histogram.Minimum, 0f), Math.Max(histogram.Maximum, 0f));
        var factor = Enumerable
            .Range(0, Steps)
            .Select(step => 1 - (Shrink * step))
            .MinBy(factor => histogram.SquaredError(low * factor, high * factor));
        return new((float)(low * factor), (float)(high * factor));
    }

    /// <summary>The full range of constants.</summary>
    public static ActivationRange Of(ReadOnlySpan<float> values)
    {
        var (low, high) = (0f, 0f);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return new(low, high);
    }

    /// <summary>The level nearest to <paramref name="value"/>.</summary>
    public byte Quantize(float value) =>
        (byte)Math.Clamp(MathF.Round(value / Scale) + ZeroPoint, byte.MinValue, byte.MaxValue);
}
