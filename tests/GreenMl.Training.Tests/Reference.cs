using System.Runtime.CompilerServices;
using GreenMl.Onnx;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace GreenMl.Training.Tests;

/// <summary>Runs a model with ONNX Runtime and with OnnxModule on the same random input.</summary>
internal static class Reference
{
    [ModuleInitializer]
    internal static void LoadTorch() => TorchRuntime.Load();

    public static float[] RandomFloats(int count, ulong seed, double scale = 1)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.NextDouble()) - 1) * scale))];
    }

    public static float[] WithOnnxRuntime(ModelProto model, float[] input, params long[] shape)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
        };
        using var session = new InferenceSession(OnnxFile.ToBytes(model), options);
        using var value = OrtValue.CreateTensorValueFromMemory(input, shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [model.RequiredInputs[0].Name], [value], [model.Graph.Output[0].Name]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public static float[] WithTorch(OnnxModule module, float[] input, params long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        return [.. module.Predict(torch.tensor(input, shape)).contiguous().data<float>()];
    }

    public static void AssertEqualResults(ModelProto model, double tolerance, params long[] shape)
    {
        var input = RandomFloats((int)shape.Aggregate(1L, (product, size) => product * size), seed: 11, scale: 2);
        var expected = WithOnnxRuntime(model, input, shape);
        using var module = new OnnxModule(model);
        var actual = WithTorch(module, input, shape);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
