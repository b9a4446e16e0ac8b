using GreenMl.Datasets;
using GreenMl.Onnx;
using GreenMl.Storage;
using GreenMl.Testing;

namespace GreenMl.ModelOptimization.Tests;

/// <summary>Puts a small model and a small data set into an object store.</summary>
internal static class StoredInputs
{
    private const int Side = 8;

    public static async Task<ObjectUri> PutModelAsync(ObjectStore objects, byte[] content)
    {
        using var folder = new TemporaryDirectory();
        var file = folder.Combine("model.onnx");
        await File.WriteAllBytesAsync(file, content);
        return await objects.PutContentAsync("models", file, CancellationToken.None);
    }

    public static Task<ObjectUri> PutModelAsync(ObjectStore objects) =>
        PutModelAsync(objects, OnnxFile.ToBytes(ModelZoo.Create("cnn-small", [1, Side, Side], 2, seed: 1)));

    public static async Task<ObjectUri> PutDatasetAsync(ObjectStore objects)
    {
        using var folder = new TemporaryDirectory();
        var writer = new DatasetWriter(folder.Path, DatasetSchema.ForImages(1, Side, Side, ["a", "b"]));
        await writer.AddSplitAsync(Noise(DatasetSplits.Train, 32), CancellationToken.None);
        await writer.AddSplitAsync(Noise(DatasetSplits.Test, 64), CancellationToken.None);
        var recipe = new DatasetRecipe
        {
            Steps = [],
            CodeVersion = "1",
            Seed = 1,
        };
        var manifest = await writer.CompleteAsync(recipe, [], CancellationToken.None);
        var uri = ObjectUri.Create("datasets", manifest.Id);
        await objects.PutDirectoryAsync(uri, folder.Path, CancellationToken.None);
        return uri;
    }

    private static DatasetTensors Noise(string split, int rows)
    {
        var random = new SplitMix64((ulong)rows);
        return new()
        {
            Schema = DatasetSchema.ForImages(1, Side, Side, ["a", "b"]),
            Split = split,
            Pixels = [.. Enumerable.Range(0, rows * Side * Side).Select(_ => (byte)random.NextInt32(256))],
            Labels = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(2))],
            SourceChunks = new int[rows],
            SourceRows = [.. Enumerable.Range(0, rows)],
        };
    }
}
