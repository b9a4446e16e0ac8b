using CsCheck;
using GreenMl.DataCuration.Worker.Curation;

namespace GreenMl.DataCuration.Worker.Tests.Curation;

public sealed class ImageDescriptorTests
{
    private const int Side = 28;

    [Fact]
    public void Products_are_those_of_the_definition() =>
        Gen.Select(Gen.Short[-255, 255].Array[0, 100], Gen.Int[0, 15])
            .Sample(
                (values, offset) =>
                {
                    var right = values.Reverse().ToArray();
                    var from = Math.Min(offset, values.Length);
                    var expected = 0;
                    for (var i = from; i < values.Length; i++)
                    {
                        expected += values[i] * right[i];
                    }

                    Assert.Equal(expected, IntegerVectors.Dot(values.AsSpan(from), right.AsSpan(from)));
                }
            );

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 0.995)]
    [InlineData(-1, 1, 0.995)]
    [InlineData(0.5, 0, 0.999)]
    [InlineData(-0.5, 0.5, 0.999)]
    [InlineData(0.25, 0.25, 0.97)]
    public void A_shift_of_up_to_a_cell_hardly_matters(double right, double down, double least)
    {
        var descriptors = Describe(Blob(14, 14), Blob(14 + right, 14 + down));

        Assert.InRange(descriptors.FineLikeness(0, 1), least - 0.001, 1.0001);
    }

    [Fact]
    public void A_shift_of_three_cells_does() =>
        Assert.InRange(Describe(Blob(14, 14), Blob(17, 14)).FineLikeness(0, 1), 0, 0.9);

    [Fact]
    public void Brightness_does_not_matter()
    {
        var dark = Blob(14, 14).Select(pixel => (byte)(pixel / 2)).ToArray();

        Assert.InRange(Describe(Blob(14, 14), dark).FineLikeness(0, 1), 0.999, 1.0001);
    }

    [Fact]
    public void Pages_without_content_are_not_compared()
    {
        var descriptors = Describe(new byte[Side * Side], [.. Enumerable.Repeat((byte)200, Side * Side)], Blob(9, 9));

        Assert.False(descriptors.IsComparable(0));
        Assert.False(descriptors.IsComparable(1));
        Assert.True(descriptors.IsComparable(2));
    }

    [Fact]
    public void The_edge_of_an_image_does_not_wrap_to_the_other_side()
    {
        var left = new byte[Side * Side];
        var right = new byte[Side * Side];
        for (var row = 0; row < Side; row++)
        {
            left[row * Side] = 255;
            right[(row * Side) + Side - 1] = 255;
        }

        Assert.InRange(Describe(left, right).FineLikeness(0, 1), -1, 0.1);
    }

    private static ImageDescriptors Describe(params byte[][] images) =>
        new(ImageTables.Of(Side, [.. images.Select((image, i) => (image, i % 2 == 0 ? "a" : "b", (string?)null))]));

    /// <summary>A round spot with soft flanks whose centre may lie between cells.</summary>
    private static byte[] Blob(double x, double y) =>
        [
            .. Enumerable
                .Range(0, Side * Side)
                .Select(i => ((i % Side) - x, (i / Side) - y))
                .Select(off => (byte)(250 * Math.Exp(-((off.Item1 * off.Item1) + (off.Item2 * off.Item2)) / 8))),
        ];
}
