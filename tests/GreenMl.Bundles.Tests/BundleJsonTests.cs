using System.Text.Json;

namespace GreenMl.Bundles.Tests;

public sealed class BundleJsonTests
{
    [Fact]
    public void Lists_that_a_hand_written_manifest_leaves_out_are_empty()
    {
        var json = """
            { "name": "digits", "inputs": [], "outputs": [], "preprocessing": { "kind": "image", "scale": 1 } }
            """;
        var manifest = JsonSerializer.Deserialize(json, BundleJson.Default.BundleManifest)!;
        Assert.Empty(manifest.Files);
        Assert.Empty(manifest.Labels);
        Assert.Empty(manifest.Optimized);
        Assert.NotNull(manifest.Session);
        Assert.Empty(manifest.Preprocessing!.Mean);
        Assert.Empty(manifest.Preprocessing.StandardDeviation);
        Assert.Empty(manifest.Preprocessing.Columns);
    }
}
