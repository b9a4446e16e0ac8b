namespace GreenMl.ModelOptimization.Worker.Quantization;

/// <summary>
/// How often a value occurs among the activations seen so far, in constant memory: when a value falls outside, the bins
/// are merged in pairs and the range doubles.
/// </summary>
internal sealed class ActivationHistogram
{
    private const int Bins = 8192;
    private readonly long[] _counts = new long[Bins];
    private double _limit;

    /// <summary>The smallest value seen; positive infinity before the first.</summary>
    public float Minimum { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest value seen; negative infinity before the first.</summary>
    public float Maximum { get; private set; } = float.NegativeInfinity;

    /// <summary>False once a value was infinite or no number: such an activation has no range.</summary>
    public bool IsFinite { get; private set; } = true;

    /// <summary>Adds values.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                IsFinite = false;
                return;
            }

            Minimum = Math.Min(Minimum, value);
            Maximum = Math.Max(Maximum, value);
        }

        Widen(Math.Max(Math.Abs((double)Minimum), Math.Abs((double)Maximum)));
        Count(values);
    }

    /// <summary>
    /// The expected squared error, summed over all values, of mapping them to 256 levels between <paramref name="low"/> and
    /// <paramref name="high"/>: the square of the distance outside, and inside a twelfth of the squared step, which is the
    /// variance of uniform rounding. Zero is always a level, so values of exactly zero cost nothing.
    /// </summary>
    public double SquaredError(double low, double high)
    {
        var step = (high - low) / byte.MaxValue;
        var rounding = step * step / 12;
        var error = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (_counts[bin] > 0)
            {
                var value = ((bin + 0.5) * 2 / Bins * _limit) - _limit;
                var outside = value - Math.Clamp(value, low, high);
                error += _counts[bin] * Math.Max(rounding, outside * outside);
            }
        }

        return error;
    }

    private void Count(ReadOnlySpan<float> values)
    {
        var perUnit = _limit > 0 ? Bins / (2 * _limit) : 0;
        foreach (var value in values)
        {
            if (value != 0)
            {
                _counts[Math.Min((int)((value + _limit) * perUnit), Bins - 1)]++;
            }
        }
    }

    private void Widen(double magnitude)
    {
        if (_limit == 0)
        {
            _limit = magnitude;
        }

        while (_limit < magnitude)
        {
            MergePairs();
            _limit *= 2;
        }
    }

    /// <summary>Two old bins become one; the old range is the middle half of the new one.</summary>
    private void MergePairs()
    {
        var merged = new long[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            merged[(Bins / 4) + (bin / 2)] += _counts[bin];
        }

        merged.CopyTo(_counts, 0);
    }
}
