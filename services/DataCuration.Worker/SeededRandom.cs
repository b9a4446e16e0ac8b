namespace GreenMl.DataCuration.Worker;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). Unlike System.Random its
/// sequence is part of the contract: a seed gives the same data set on every machine and in every release.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A generator for item <paramref name="index"/> of a <paramref name="purpose"/>, independent of all others.</summary>
    public static SeededRandom For(ulong seed, ulong purpose, ulong index) =>
        new(Mix(Mix(Mix(seed) + purpose) + index));

    /// <summary>Scrambles 64 bits; equal inputs give equal outputs and close inputs give unrelated ones.</summary>
    public static ulong Mix(ulong value)
    {
        value += Increment;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public ulong NextBits()
    {
        var bits = Mix(_state);
        _state += Increment;
        return bits;
    }

    /// <summary>A whole number from 0 up to but not including <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    /// <summary>A number from 0 up to but not including 1.</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from <paramref name="minimum"/> up to <paramref name="maximum"/>.</summary>
    public double Next(double minimum, double maximum) => minimum + ((maximum - minimum) * NextUnit());

    /// <summary>
    /// A bell-shaped number of mean 0 and standard deviation 1, within ±3.5: the sum of four uniform numbers. It needs no
    /// logarithm or cosine, whose last bits differ between C libraries.
    /// </summary>
    public double NextBell()
    {
        var bits = NextBits();
        var sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return ((sum / 65536.0) - 2 + (2 / 65536.0)) * 1.7320508075688772;
    }

    /// <summary>Puts <paramref name="items"/> into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
