using GreenMl.Bundles;
using GreenMl.Onnx;
using GreenMl.Testing;

namespace GreenMl.InferenceHosting.Server.Tests;

/// <summary>Small models in bundles.</summary>
internal static class TestBundles
{
    /// <summary>A classifier of 16 numbers into 3 classes.</summary>
    public static Task<ModelBundle> SaveMlpAsync(string folder) =>
        SaveAsync(
            folder,
            ModelZoo.Create("mlp", [16], 3, seed: 1),
            new BundleManifest
            {
                Name = "mlp",
                Inputs = [new TensorSpec("input", "FP32", [-1, 16])],
                Outputs = [new TensorSpec("logits", "FP32", [-1, 3])],
                Labels = ["cat", "dog", "owl"],
                Preprocessing = new Preprocessing { Kind = PreprocessingKind.Tabular, Scale = 0.5 },
                DatasetId = "dataset-1",
                Parent = "parent-1",
                Session = new SessionSettings { MaxBatch = 8 },
            }
        );

    /// <summary>Returns its input of [N, 2] as it is.</summary>
    public static Task<ModelBundle> SaveIdentityAsync(string folder, string datatype, ElementType type)
    {
        var builder = new GraphBuilder("identity", seed: 1);
        builder.Output(builder.Node("Identity", [builder.Input("x", type, "N", 2)]), "y", type, "N", 2);
        var manifest = new BundleManifest
        {
            Name = "identity",
            Inputs = [new TensorSpec("x", datatype, [-1, 2])],
            Outputs = [new TensorSpec("y", datatype, [-1, 2])],
        };
        return SaveAsync(folder, builder.Build(), manifest);
    }

    /// <summary>Sum and difference of two inputs of [N, 2].</summary>
    public static Task<ModelBundle> SaveSumAndDifferenceAsync(string folder)
    {
        var builder = new GraphBuilder("sums", seed: 1);
        var a = builder.Input("a", ElementType.Float32, "N", 2);
        var b = builder.Input("b", ElementType.Float32, "N", 2);
        builder.Output(builder.Node("Add", [a, b]), "sum", ElementType.Float32, "N", 2);
        builder.Output(builder.Node("Sub", [a, b]), "difference", ElementType.Float32, "N", 2);
        var manifest = new BundleManifest
        {
            Name = "sums",
            Inputs = [new TensorSpec("a", "FP32", [-1, 2]), new TensorSpec("b", "FP32", [-1, 2])],
            Outputs = [new TensorSpec("sum", "FP32", [-1, 2]), new TensorSpec("difference", "FP32", [-1, 2])],
        };
        return SaveAsync(folder, builder.Build(), manifest);
    }

    /// <summary>The row of a table of 4 by its index; other indices make the model fail.</summary>
    public static Task<ModelBundle> SaveLookupAsync(string folder)
    {
        var builder = new GraphBuilder("lookup", seed: 1);
        var table = builder.Initializer(Tensors.Float32("table", [10, 11, 12, 13], 4));
        var index = builder.Input("index", ElementType.Int64, 1);
        builder.Output(builder.Node("Gather", [table, index]), "row", ElementType.Float32, 1);
        var manifest = new BundleManifest
        {
            Name = "lookup",
            Inputs = [new TensorSpec("index", "INT64", [1])],
            Outputs = [new TensorSpec("row", "FP32", [1])],
        };
        return SaveAsync(folder, builder.Build(), manifest);
    }

    /// <summary>Saves any model, with further files by their name in the bundle.</summary>
    public static async Task<ModelBundle> SaveAsync(
        string folder,
        ModelProto model,
        BundleManifest manifest,
        params (string Name, string Path)[] others
    )
    {
        using var temporary = new TemporaryDirectory();
        var path = temporary.Combine(ModelBundle.ModelFileName);
        await OnnxFile.SaveAsync(model, path, CancellationToken.None);
        var sources = others.ToDictionary(other => other.Name, other => other.Path);
        sources[ModelBundle.ModelFileName] = path;
        return await ModelBundle.SaveAsync(folder, manifest, sources, CancellationToken.None);
    }
}
