using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>
/// Products of integer vectors. Integers make the sum independent of the order of its terms, so that every processor finds
/// the same duplicates; 16-bit multiply-add also does twice the work of single precision per instruction.
/// </summary>
internal static class IntegerVectors
{
    /// <summary>The sum of products of two vectors of equal length. The sum must fit 32 bits.</summary>
    public static int Dot(ReadOnlySpan<short> left, ReadOnlySpan<short> right)
    {
        var (sum, i) = (0, 0);
        if (Avx2.IsSupported)
        {
            var sums = Vector256<int>.Zero;
            ref var leftStart = ref MemoryMarshal.GetReference(left);
            ref var rightStart = ref MemoryMarshal.GetReference(right);
            for (; i <= left.Length - Vector256<short>.Count; i += Vector256<short>.Count)
            {
                sums += Avx2.MultiplyAddAdjacent(
                    Vector256.LoadUnsafe(ref leftStart, (nuint)i),
                    Vector256.LoadUnsafe(ref rightStart, (nuint)i)
                );
            }

            sum = Vector256.Sum(sums);
        }

        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
