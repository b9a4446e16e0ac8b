using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.ModelOptimization.Worker.Quantization;
using GreenMl.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Tests;

/// <summary>Small models and what ONNX Runtime makes of them.</summary>
internal static class AModel
{
    /// <summary>A model of one float input of [N, shape] and one output of unknown shape.</summary>
    public static ModelProto Of(Func<GraphBuilder, string, string> body, params int[] shape)
    {
        var builder = new GraphBuilder("test", seed: 3);
        builder.Input("input", ElementType.Float32, ["N", .. shape.Select(size => Dimension.Of(size))]);
        var value = body(builder, "input");
        builder.Output(value, "output", ElementType.Float32);
        var model = builder.Build();
        model.Graph.Output[0].Type.TensorType.Shape = null;
        return model;
    }

    /// <summary>A model of the zoo whose BatchNormalization nodes do something.</summary>
    public static ModelProto FromZoo(string name, int classes, params int[] shape)
    {
        var model = ModelZoo.Create(name, shape, classes, seed: 5);
        var random = new SplitMix64(11);
        foreach (var node in model.Graph.Node.Where(node => node.OpType == "BatchNormalization"))
        {
            foreach (var parameter in node.Input.Skip(1))
            {
                var tensor = model.Graph.Initializer.Single(tensor => tensor.Name == parameter);
                tensor.SetFloats([.. tensor.ToFloats().Select(_ => 0.5f + (float)random.NextDouble())]);
            }
        }

        return model;
    }

    /// <summary>Rows of uniform noise from 0 to 1.</summary>
    public static float[] Noise(int length, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)random.NextDouble())];
    }

    public static float[] Run(ModelProto model, float[] input, params long[] shape)
    {
        using var session = ModelSession.Open(OnnxFile.ToBytes(model), GraphOptimizationLevel.ORT_ENABLE_ALL);
        return session.Run(input, shape).Scores;
    }

    /// <summary>The ranges of every float value of the model on 32 rows of noise.</summary>
    public static IReadOnlyDictionary<string, ActivationRange> RangesOf(ModelProto model, params int[] shape)
    {
        var copy = model.Clone();
        foreach (var value in copy.Graph.Node.Select(node => node.Output[0]).Where(value => value != "output"))
        {
            copy.Graph.Output.Add(new ValueInfoProto { Name = value });
        }

        var histograms = new Dictionary<string, ActivationHistogram> { ["input"] = new() };
        using var session = ModelSession.Open(OnnxFile.ToBytes(copy), GraphOptimizationLevel.ORT_DISABLE_ALL);
        var length = shape.Aggregate(1, (product, size) => product * size);
        for (ulong row = 0; row < 32; row++)
        {
            var input = Noise(length, row);
            histograms["input"].Add(input);
            session.RunAll(input, [1, .. shape.Select(size => (long)size)], Add);
        }

        return histograms.ToDictionary(pair => pair.Key, pair => ActivationRange.Of(pair.Value));

        void Add(string name, ReadOnlySpan<float> values)
        {
            histograms.TryAdd(name, new());
            histograms[name].Add(values);
        }
    }
}
