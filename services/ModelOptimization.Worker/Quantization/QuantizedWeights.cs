using GreenMl.ModelOptimization.Worker.Passes;
using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Quantization;

/// <summary>The weight and bias of a layer as integers: symmetric, one scale per output channel.</summary>
/// <param name="Weights">In the order of the float weight.</param>
/// <param name="Scales">The value of weight level 1, per channel.</param>
/// <param name="Bias">In units of input scale times weight scale; null when the layer has none.</param>
/// <param name="BiasScales">Input scale times weight scale, per channel.</param>
internal sealed record QuantizedWeights(sbyte[] Weights, float[] Scales, int[]? Bias, float[] BiasScales)
{
    /// <summary>Leaves the accumulator as much room again as the bias takes.</summary>
    private const double LargestBias = int.MaxValue / 2;

    /// <summary>Quantizes the weights of a layer whose input has the scale <paramref name="inputScale"/>.</summary>
    /// <param name="layer">The float weights.</param>
    /// <param name="inputScale">The value of one level of the layer's input.</param>
    /// <param name="limit">The largest level used, at most 127.</param>
    public static QuantizedWeights Of(LayerWeights layer, float inputScale, int limit)
    {
        var weights = layer.Weight.ToFloats();
        var bias = layer.Bias?.ToFloats();
        var scales = ChooseScales(layer, weights, bias, inputScale, limit);
        var levels = new sbyte[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            levels[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scales[layer.ChannelOf(i)]), -limit, limit);
        }

        float[] biasScales = [.. scales.Select(scale => inputScale * scale)];
        var biasLevels = bias?.Select((value, channel) => (int)Math.Round(value / (double)biasScales[channel]));
        return new(levels, scales, biasLevels?.ToArray(), biasScales);
    }

    /// <summary>
    /// The largest weight of a channel gets the largest level, unless its bias would then overflow: channels that training
    /// has shrunk to almost nothing keep their bias.
    /// </summary>
    private static float[] ChooseScales(LayerWeights layer, float[] weights, float[]? bias, float inputScale, int limit)
    {
        var scales = new float[layer.Channels];
        for (var i = 0; i < weights.Length; i++)
        {
            ref var scale = ref scales[layer.ChannelOf(i)];
            scale = Math.Max(scale, Math.Abs(weights[i]) / limit);
        }

        for (var channel = 0; channel < scales.Length; channel++)
        {
            var smallest = (float)(Math.Abs(bias?[channel] ?? 0) / (inputScale * LargestBias));
            scales[channel] = Math.Max(scales[channel], smallest);
            scales[channel] = scales[channel] > float.Epsilon ? scales[channel] : 1;
        }

        return scales;
    }
}
