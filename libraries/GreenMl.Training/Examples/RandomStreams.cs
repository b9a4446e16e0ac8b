using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>
/// Independent random sequences derived from a seed and a place in the run. There is no state to save: a resumed run
/// derives the same sequences.
/// </summary>
internal sealed class RandomStreams(ulong seed)
{
    public SplitMix64 Order(int epoch) => Derive(1, (ulong)epoch, 0);

    public SplitMix64 Augmentation(int epoch, int example) => Derive(2, (ulong)epoch, (ulong)example);

    /// <summary>A seed for torch's own generator.</summary>
    public long Dropout(int epoch, int step) => (long)(Derive(3, (ulong)epoch, (ulong)step).NextBits() >> 1);

    private SplitMix64 Derive(ulong purpose, ulong a, ulong b)
    {
        var state = seed;
        foreach (var part in (ReadOnlySpan<ulong>)[purpose, a, b])
        {
            state = new SplitMix64(state ^ part).NextBits();
        }

        return new SplitMix64(state);
    }
}
