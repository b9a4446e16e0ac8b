using System.Collections.Immutable;

namespace GreenMl.Onnx;

/// <summary>What a zoo model is built for.</summary>
internal sealed record ZooInput(string Model, ImmutableArray<int> Shape, int Classes)
{
    private const int MinSide = 8;

    public int Features => Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>The parts of an image's shape.</summary>
    /// <exception cref="ArgumentException">The example is no image or too small.</exception>
    public (int Channels, int Height, int Width) Image => ImageOf(Shape);

    private (int Channels, int Height, int Width) ImageOf(ImmutableArray<int> inputShape) =>
        inputShape is [var channels, >= MinSide and var height, >= MinSide and var width]
            ? (channels, height, width)
            : throw new ArgumentException(
                $"{Model} takes images of [channels, height, width] with sides of at least {MinSide}, not "
                    + $"[{string.Join(", ", inputShape)}]; use mlp for other shapes.",
                nameof(inputShape)
            );
}
