using GreenMl.Contracts.Datasets.V1;
using GreenMl.DataCuration.Drivers.Local;
using GreenMl.Testing;

namespace GreenMl.DataCuration.Tests;

public sealed class RecipeFingerprintTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_recipe_has_the_same_fingerprint() =>
        Assert.Equal(await OfAsync(AGlyphsSpec(seed: 1)), await OfAsync(AGlyphsSpec(seed: 1)));

    [Fact]
    public async Task Another_seed_is_another_recipe() =>
        Assert.NotEqual(await OfAsync(AGlyphsSpec(seed: 1)), await OfAsync(AGlyphsSpec(seed: 2)));

    [Fact]
    public async Task Other_bytes_under_the_same_path_are_another_recipe()
    {
        var path = _folder.Combine("table.csv");
        var spec = new DatasetSpec
        {
            Csv = new() { Path = path, LabelColumn = "label" },
        };
        await File.WriteAllTextAsync(path, "a,label\n1,x\n");
        var before = await OfAsync(spec);
        await File.WriteAllTextAsync(path, "a,label\n2,x\n");
        Assert.NotEqual(before, await OfAsync(spec));
    }

    [Fact]
    public async Task A_file_added_to_a_folder_is_another_recipe()
    {
        var images = _folder.Combine("images");
        Directory.CreateDirectory(images);
        await File.WriteAllTextAsync(_folder.Combine("labels.csv"), "filepath,label\n");
        var spec = new DatasetSpec
        {
            Images = new() { Path = images, LabelsPath = _folder.Combine("labels.csv") },
        };
        var before = await OfAsync(spec);
        await File.WriteAllTextAsync(Path.Combine(images, "one.png"), "");
        Assert.NotEqual(before, await OfAsync(spec));
    }

    private static DatasetSpec AGlyphsSpec(ulong seed) =>
        new()
        {
            Glyphs = new() { Rows = 1000 },
            Seed = seed,
        };

    private static Task<string> OfAsync(DatasetSpec spec) => RecipeFingerprint.OfAsync(spec, CancellationToken.None);
}
