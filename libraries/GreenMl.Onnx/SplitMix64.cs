namespace GreenMl.Onnx;

/// <summary>
/// A small random number generator whose sequence is the same on every machine and .NET version, so that a seed
/// reproduces a model bit for bit. Algorithm: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, OOPSLA 2014). Not for cryptography; not thread-safe.
/// </summary>
/// <param name="state">The seed, or a <see cref="State"/> saved before.</param>
public sealed class SplitMix64(ulong state)
{
    /// <summary>The whole state: a generator made from it continues the sequence.</summary>
    public ulong State { get; private set; } = state;

    /// <summary>The next 64 uniform bits.</summary>
    public ulong NextBits()
    {
        State += 0x9E3779B97F4A7C15;
        var z = State;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A uniform number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>A uniform integer in [0, <paramref name="exclusiveMaximum"/>). The bias is below 2^-32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        return (int)(((UInt128)NextBits() * (uint)exclusiveMaximum) >> 64);
    }

    /// <summary>Shuffles in place, every order equally likely (Fisher-Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
