using System.IO.Hashing;
using System.Runtime.InteropServices;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>
/// Finds examples of equal content. Images are equal when their pixels are; tabular rows when their features and their label
/// are, because equal features with different labels are legitimate observations.
/// </summary>
internal static class ExactDuplicates
{
    private const int None = -1;

    /// <summary>For each example the first one in <paramref name="order"/> of equal content, itself where it is the first.</summary>
    public static int[] FirstOfEach(Examples examples, IReadOnlyList<int> order)
    {
        var first = new int[examples.Count];
        var latestByHash = new Dictionary<ulong, int>(examples.Count);
        var previousWithHash = new int[examples.Count];
        foreach (var i in order)
        {
            var hash = Hash(examples, i);
            ref var latest = ref CollectionsMarshal.GetValueRefOrAddDefault(latestByHash, hash, out var isKnown);
            var candidate = isKnown ? latest : None;
            first[i] = FindEqual(examples, i, candidate, previousWithHash) ?? i;
            if (first[i] == i)
            {
                previousWithHash[i] = candidate;
                latest = i;
            }
        }

        return first;
    }

    /// <summary>A hash only finds candidates; the content itself confirms them.</summary>
    private static int? FindEqual(Examples examples, int example, int candidate, int[] previousWithHash)
    {
        for (; candidate != None; candidate = previousWithHash[candidate])
        {
            if (AreEqual(examples, example, candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static ulong Hash(Examples examples, int example) =>
        examples.Kind == DatasetKind.Image
            ? XxHash3.HashToUInt64(examples.PixelsOf(example))
            : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(examples.ValuesOf(example)), examples.Labels[example]);

    private static bool AreEqual(Examples examples, int left, int right) =>
        examples.Kind == DatasetKind.Image
            ? examples.PixelsOf(left).SequenceEqual(examples.PixelsOf(right))
            : examples.Labels[left] == examples.Labels[right]
                && MemoryMarshal
                    .AsBytes(examples.ValuesOf(left))
                    .SequenceEqual(MemoryMarshal.AsBytes(examples.ValuesOf(right)));
}
