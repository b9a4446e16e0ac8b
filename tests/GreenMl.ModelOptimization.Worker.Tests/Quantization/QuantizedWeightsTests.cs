using GreenMl.ModelOptimization.Worker.Passes;
using GreenMl.ModelOptimization.Worker.Quantization;
using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Tests.Quantization;

public sealed class QuantizedWeightsTests
{
    private const float InputScale = 0.02f;

    [Theory]
    [InlineData(127)]
    [InlineData(63)]
    public void Each_weight_is_within_half_a_level_of_its_channel(int limit)
    {
        var layer = Layer([0.25f, -1, 0.005f, 0.02f], [0.1f, -0.1f]);
        var quantized = QuantizedWeights.Of(layer, InputScale, limit);
        Assert.Equal(
            [(limit / 4) + 1, -limit, (limit / 4) + 1, limit],
            quantized.Weights.Select(weight => (int)weight)
        );
        Assert.Equal(1f / limit, quantized.Scales[0]);
        Assert.Equal(0.02f / limit, quantized.Scales[1]);
    }

    [Fact]
    public void The_bias_counts_input_scale_times_weight_scale()
    {
        var quantized = QuantizedWeights.Of(Layer([1, 0, 0, 2], [0.3f, -0.7f]), InputScale, 127);
        Assert.InRange(quantized.Bias![0] * (double)quantized.BiasScales[0], 0.3 - Half(0), 0.3 + Half(0));
        Assert.InRange(quantized.Bias![1] * (double)quantized.BiasScales[1], -0.7 - Half(1), -0.7 + Half(1));

        double Half(int channel) => quantized.BiasScales[channel] * 0.501;
    }

    [Fact]
    public void A_channel_whose_weights_have_died_keeps_its_bias()
    {
        var quantized = QuantizedWeights.Of(Layer([1e-30f, 0, 1, 1], [5, 0]), InputScale, 127);
        Assert.Equal(5, quantized.Bias![0] * (double)quantized.BiasScales[0], 4);
    }

    [Fact]
    public void A_channel_of_zeros_without_bias_stays_zero()
    {
        var quantized = QuantizedWeights.Of(Layer([0, 0, 1, 1], null), InputScale, 127);
        Assert.Equal(0, quantized.Weights[0]);
        Assert.True(float.IsNormal(quantized.Scales[0]));
        Assert.Null(quantized.Bias);
    }

    private static LayerWeights Layer(float[] weights, float[]? bias) =>
        new(Tensors.Float32("w", weights, 2, 2), bias is null ? null : Tensors.Float32("b", bias, 2), Axis: 0);
}
