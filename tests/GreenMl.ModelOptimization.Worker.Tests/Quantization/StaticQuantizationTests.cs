using GreenMl.ModelOptimization.Worker.Passes;
using GreenMl.ModelOptimization.Worker.Quantization;
using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Tests.Quantization;

public sealed class StaticQuantizationTests
{
    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn-small")]
    [InlineData("resnet8")]
    public void Scores_stay_within_ten_percent(string name)
    {
        int[] shape = [3, 32, 32];
        var model = BatchNormalizationFolding.Apply(AModel.FromZoo(name, 10, shape)).Model;
        var quantized = StaticQuantization.Apply(model, AModel.RangesOf(model, shape), 127);
        var input = AModel.Noise(8 * 3 * 32 * 32, seed: 99);
        Assert.InRange(
            RelativeError(AModel.Run(model, input, 8, 3, 32, 32), AModel.Run(quantized, input, 8, 3, 32, 32)),
            0,
            0.1
        );
    }

    [Fact]
    public void The_model_shrinks_to_about_a_quarter()
    {
        var model = AModel.FromZoo("mlp", 10, 1, 28, 28);
        var quantized = StaticQuantization.Apply(model, AModel.RangesOf(model, 1, 28, 28), 127);
        Assert.InRange(quantized.CalculateSize(), 0, model.CalculateSize() * 0.3);
    }

    [Fact]
    public void Inputs_and_outputs_keep_names_and_types()
    {
        var model = AModel.FromZoo("cnn-small", 10, 1, 28, 28);
        var quantized = StaticQuantization.Apply(model, AModel.RangesOf(model, 1, 28, 28), 127);
        Assert.Equal(model.Graph.Input, quantized.Graph.Input);
        Assert.Equal(model.Graph.Output, quantized.Graph.Output);
    }

    [Fact]
    public void The_model_given_is_not_changed()
    {
        var model = AModel.FromZoo("mlp", 10, 1, 8, 8);
        var before = model.Clone();
        StaticQuantization.Apply(model, AModel.RangesOf(model, 1, 8, 8), 127);
        Assert.Equal(before, model);
    }

    [Fact]
    public void A_layer_whose_weight_is_computed_stays_float()
    {
        var model = AModel.Of((g, x) => g.Node("MatMul", [x, g.Node("Identity", [g.HeWeight("w", 8, 8, 8)])]), 8);
        var quantized = StaticQuantization.Apply(model, AModel.RangesOf(model, 8), 127);
        Assert.Equal(model, quantized);
        Assert.Empty(QuantizedLayers.Of(quantized).Int8);
        Assert.Single(QuantizedLayers.Of(quantized).Float);
    }

    [Fact]
    public void Two_values_with_clashing_names_get_pairs_of_their_own()
    {
        var model = AModel.Of(
            (g, x) =>
            {
                g.Initializer(Tensors.Float32("input_scale", [1f]));
                return g.Node("Mul", [g.Conv(x, 1, 4, 3), "input_scale"]);
            },
            1,
            8,
            8
        );
        var quantized = StaticQuantization.Apply(model, AModel.RangesOf(model, 1, 8, 8), 127);
        var names = quantized.Graph.Initializer.Select(tensor => tensor.Name).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        var input = AModel.Noise(64, seed: 1);
        Assert.InRange(
            RelativeError(AModel.Run(model, input, 1, 1, 8, 8), AModel.Run(quantized, input, 1, 1, 8, 8)),
            0,
            0.1
        );
    }

    private static double RelativeError(float[] expected, float[] actual)
    {
        var error = expected.Zip(actual).Sum(pair => Math.Pow(pair.First - pair.Second, 2));
        return Math.Sqrt(error / expected.Sum(value => value * (double)value));
    }
}
