using CsCheck;
using GreenMl.ModelOptimization.Worker.Quantization;

namespace GreenMl.ModelOptimization.Worker.Tests.Quantization;

public sealed class ActivationRangeTests
{
    private static readonly Gen<float[]> Values = Gen.Float[-1000, 1000].Array[1, 200];

    [Fact]
    public void Zero_is_always_a_level() =>
        Values.Sample(values =>
        {
            var range = ActivationRange.Of(values);
            Assert.Equal(range.ZeroPoint, range.Quantize(0));
        });

    [Fact]
    public void The_full_range_of_constants_loses_at_most_one_level() =>
        Values.Sample(values =>
        {
            var range = ActivationRange.Of(values);
            Assert.All(
                values,
                value =>
                {
                    var back = (range.Quantize(value) - range.ZeroPoint) * range.Scale;
                    Assert.InRange(Math.Abs(back - value), 0, range.Scale * 1.01f);
                }
            );
        });

    [Fact]
    public void Adding_in_pieces_gives_the_same_range_as_adding_at_once() =>
        Gen.Select(Values, Values)
            .Sample(
                (first, second) =>
                {
                    var pieces = new ActivationHistogram();
                    pieces.Add(first);
                    pieces.Add(second);
                    Assert.Equal(first.Concat(second).Min(), pieces.Minimum);
                    Assert.Equal(first.Concat(second).Max(), pieces.Maximum);
                    var range = ActivationRange.Of(pieces);
                    Assert.InRange(range.Low, Math.Min(0, pieces.Minimum), 0);
                    Assert.InRange(range.High, 0, Math.Max(0, pieces.Maximum));
                }
            );

    [Fact]
    public void The_estimated_error_is_about_the_real_one()
    {
        var values = AModel.Noise(20_000, seed: 5).Select(value => (value * 6) - 3).ToArray();
        var histogram = new ActivationHistogram();
        foreach (var chunk in values.Chunk(7))
        {
            histogram.Add(chunk);
        }

        var range = new ActivationRange(-2, 2);
        var real = values.Sum(value =>
            Math.Pow(value - ((range.Quantize(value) - range.ZeroPoint) * (double)range.Scale), 2)
        );
        Assert.InRange(histogram.SquaredError(range.Low, range.High) / real, 0.98, 1.02);
    }

    [Fact]
    public void One_outlier_among_many_values_is_clipped()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([.. AModel.Noise(100_000, seed: 1), 3f]);
        Assert.InRange(ActivationRange.Of(histogram).High, 0.9f, 2.9f);
    }

    [Fact]
    public void A_value_that_is_no_number_leaves_no_range()
    {
        var histogram = new ActivationHistogram();
        histogram.Add([1, float.NaN]);
        Assert.False(histogram.IsFinite);
    }
}
