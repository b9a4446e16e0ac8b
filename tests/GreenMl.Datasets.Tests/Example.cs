namespace GreenMl.Datasets.Tests;

/// <summary>Small data sets for the tests of this project.</summary>
internal static class Example
{
    public static readonly DatasetSchema Images = DatasetSchema.ForImages(3, 4, 5, ["cat", "dog"]);

    public static readonly DatasetSchema Features = DatasetSchema.ForFeatures(["height", "weight"], ["no", "yes"]);

    public static readonly DatasetRecipe Recipe = new()
    {
        Steps =
        [
            new DatasetRecipeStep
            {
                Name = "deduplicate",
                Parameters = new Dictionary<string, string> { ["near"] = "0.97", ["exact"] = "true" },
            },
        ],
        CodeVersion = "1",
        Seed = ulong.MaxValue,
    };

    public static readonly DatasetParent Parent = new(new string('a', 64), "source");

    public static DatasetTensors ImageRows(string split, int rows) =>
        new()
        {
            Schema = Images,
            Split = split,
            Pixels = [.. Enumerable.Range(0, rows * 60).Select(i => (byte)(i * 7))],
            Labels = [.. Enumerable.Range(0, rows).Select(i => i % 2)],
            SourceChunks = new int[rows],
            SourceRows = [.. Enumerable.Range(0, rows).Select(i => i * 3)],
        };

    public static DatasetTensors FeatureRows(string split, params float[] features) =>
        new()
        {
            Schema = Features,
            Split = split,
            Features = features,
            Labels = new int[features.Length / 2],
            SourceChunks = new int[features.Length / 2],
            SourceRows = new int[features.Length / 2],
        };

    public static async Task<DatasetManifest> WriteAsync(string directory, params DatasetTensors[] splits)
    {
        var writer = new DatasetWriter(directory, splits[0].Schema);
        foreach (var split in splits)
        {
            await writer.AddSplitAsync(split, CancellationToken.None);
        }

        return await writer.CompleteAsync(Recipe, [Parent], CancellationToken.None);
    }
}
