using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>Random changes to training images that keep their class. The default changes nothing.</summary>
/// <param name="MaxShift">Most pixels to move an image by, up, down, left and right; what comes in is 0.</param>
/// <param name="FlipHorizontally">Whether half the images are mirrored. Wrong for digits and letters.</param>
public sealed record Augmentation(int MaxShift = 0, bool FlipHorizontally = false)
{
    internal bool ChangesNothing => MaxShift == 0 && !FlipHorizontally;

    /// <summary>Writes a changed copy of an image of [channels, height, width].</summary>
    internal void Apply(ReadOnlySpan<float> image, ReadOnlySpan<int> shape, Span<float> result, SplitMix64 random)
    {
        var (height, width) = (shape[1], shape[2]);
        var down = random.NextInt32((2 * MaxShift) + 1) - MaxShift;
        var right = random.NextInt32((2 * MaxShift) + 1) - MaxShift;
        var isFlipped = FlipHorizontally && random.NextInt32(2) == 1;
        result.Clear();
        for (var row = 0; row < shape[0] * height; row++)
        {
            var y = (row % height) + down;
            if (y >= 0 && y < height)
            {
                MoveRow(image.Slice(row * width, width), result.Slice((row + down) * width, width), right, isFlipped);
            }
        }
    }

    private static void MoveRow(ReadOnlySpan<float> from, Span<float> to, int right, bool isFlipped)
    {
        for (var x = Math.Max(0, right); x < Math.Min(to.Length, to.Length + right); x++)
        {
            to[x] = from[isFlipped ? from.Length - 1 - (x - right) : x - right];
        }
    }
}
