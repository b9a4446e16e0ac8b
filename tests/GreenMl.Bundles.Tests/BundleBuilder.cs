using GreenMl.Testing;

namespace GreenMl.Bundles.Tests;

/// <summary>Makes bundles whose model is a few arbitrary bytes: this library never interprets them.</summary>
internal static class BundleBuilder
{
    public static BundleManifest AManifest() =>
        new()
        {
            Name = "digits",
            Inputs = [new TensorSpec("image", "FP32", [-1, 1, 28, 28])],
            Outputs = [new TensorSpec("scores", "FP32", [-1, 10])],
            Labels = ["zero", "one"],
            Preprocessing = new Preprocessing
            {
                Kind = PreprocessingKind.Image,
                Scale = 1 / 255.0,
                Mean = [0.5],
                StandardDeviation = [0.25],
            },
            Metrics = new BundleMetrics
            {
                Accuracy = new MeasuredProportion(0.97, 0.96, 0.98, 10_000),
                JoulesPerInference = new MeasuredEstimate(0.1, 0.2, 0.4, "modelled", "coefficients.csv"),
                CpuSecondsPerInference = 0.001,
            },
            DatasetId = "sha256:abc",
            Parent = "def",
            Optimized = [new OptimizedModel("optimized/here.onnx", CpuClass.Current.Name, "1.2.3")],
        };

    /// <summary>Saves <see cref="AManifest"/> with two files into <c>bundle</c> below <paramref name="root"/>.</summary>
    public static async Task<ModelBundle> SaveABundleAsync(TemporaryDirectory root)
    {
        await File.WriteAllTextAsync(root.Combine("portable"), "portable model");
        await File.WriteAllTextAsync(root.Combine("optimized"), "optimized model");
        var sources = new Dictionary<string, string>
        {
            ["model.onnx"] = root.Combine("portable"),
            ["optimized/here.onnx"] = root.Combine("optimized"),
        };
        return await ModelBundle.SaveAsync(root.Combine("bundle"), AManifest(), sources, CancellationToken.None);
    }
}
