using System.Text;
using GreenMl.Testing;

namespace GreenMl.Datasets.Tests;

public sealed class DatasetManifestTests
{
    [Fact]
    public async Task The_id_is_the_hash_of_the_manifest_file()
    {
        using var directory = new TemporaryDirectory();
        var manifest = await Example.WriteAsync(directory.Combine("set"), Example.ImageRows(DatasetSplits.Train, 3));

        var bytes = await File.ReadAllBytesAsync(directory.Combine("set/manifest.json"));

        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), manifest.Id);
        Assert.Equal(manifest.Id, DatasetManifest.Parse(bytes).Id);
    }

    [Fact]
    public void The_canonical_form_sorts_maps_and_has_no_white_space()
    {
        var manifest = new DatasetManifest
        {
            Schema = Example.Features,
            Chunks = [],
            Parents = [Example.Parent],
            Recipe = Example.Recipe,
            Statistics = new DatasetStatistics
            {
                Splits = new Dictionary<string, SplitStatistics>
                {
                    ["validation"] = new(0, [0, 0]),
                    ["test"] = new(0, [0, 0]),
                },
                Means = [0.1, 2],
                StandardDeviations = [0, 1e-9],
            },
        };

        var expected = """
            {"format":"greenml-dataset-1",
            "schema":{"kind":"tabular","shape":[2],"features":["height","weight"],"classes":["no","yes"]},
            "chunks":[],
            "parents":[{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","edge":"source"}],
            "recipe":{"steps":[{"name":"deduplicate","parameters":{"exact":"true","near":"0.97"}}],
            "code_version":"1","seed":18446744073709551615},
            "statistics":{"splits":{"test":{"rows":0,"class_rows":[0,0]},"validation":{"rows":0,"class_rows":[0,0]}},
            "means":[0.1,2],"standard_deviations":[0,1E-09]}}
            """;
        Assert.Equal(expected.ReplaceLineEndings(""), Encoding.UTF8.GetString(manifest.ToCanonicalJson()));
    }
}
