using System.Text;
using GreenMl.Testing;

namespace GreenMl.Datasets.Tests;

public sealed class HostileDatasetTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("\"greenml-dataset-1\"", "\"greenml-dataset-9\"", "format")]
    [InlineData("train-00000.parquet", "../secrets.parquet", "no chunk file name")]
    [InlineData("train-00000.parquet", "/etc/passwd", "no chunk file name")]
    [InlineData("[3,4,5]", "[3,4000,5]", "image shape")]
    [InlineData("[3,4,5]", "[3,4]", "image shape")]
    [InlineData("[3,4,5]", "[2,4,5]", "image shape")]
    [InlineData("\"cat\",\"dog\"", "\"cat\"", "classes")]
    [InlineData("\"cat\",\"dog\"", "\"cat\",\"cat\"", "appears twice")]
    [InlineData("\"rows\":7,\"bytes\"", "\"rows\":2000000000,\"bytes\"", "claims 2000000000 rows")]
    [InlineData("\"rows\":7,\"bytes\"", "\"rows\":-1,\"bytes\"", "claims -1 rows")]
    [InlineData("\"rows\":7,\"bytes\"", "\"rows\":6,\"bytes\"", "statistics")]
    [InlineData("\"split\":\"train\"", "\"split\":\"secret\"", "unknown split")]
    [InlineData("\"format\"", "\"extra\":1,\"format\"", "no manifest")]
    [InlineData("\"format\"", " \"format\"", "canonical")]
    [InlineData("\"chunks\":[", "\"chunks\":null,\"x\":[", "no manifest")]
    public async Task A_manifest_that_breaks_a_rule_is_refused(string original, string replacement, string message)
    {
        var path = await AManifestAsync();
        var text = await File.ReadAllTextAsync(path);
        Assert.Contains(original, text);
        await File.WriteAllTextAsync(path, text.Replace(original, replacement));

        var error = await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync);

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public async Task A_chunk_name_that_repeats_is_refused()
    {
        var path = await AManifestAsync();
        var text = await File.ReadAllTextAsync(path);
        var start = text.IndexOf("\"chunks\":[", StringComparison.Ordinal) + 10;
        var chunk = text[start..text.IndexOf(']', start)];
        await File.WriteAllTextAsync(path, text.Replace(chunk, $"{chunk},{chunk}"));

        Assert.Contains("appears twice", (await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync)).Message);
    }

    [Fact]
    public async Task A_folder_without_a_manifest_is_named()
    {
        var error = await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync);

        Assert.Contains("manifest.json is missing", error.Message);
    }

    [Fact]
    public void A_manifest_nested_too_deep_is_refused()
    {
        var nested = Encoding.UTF8.GetBytes(new string('[', 100_000));

        Assert.Contains(
            "no manifest",
            Assert.Throws<InvalidDatasetException>(() => DatasetManifest.Parse(nested)).Message
        );
    }

    [Fact]
    public async Task A_flipped_bit_in_a_chunk_is_found()
    {
        await AManifestAsync();
        var path = _directory.Combine("set/train-00000.parquet");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        Assert.Contains("SHA-256", (await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync)).Message);
    }

    [Fact]
    public async Task A_missing_or_truncated_chunk_is_found()
    {
        await AManifestAsync();
        var path = _directory.Combine("set/train-00000.parquet");
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..^1]);
        Assert.Contains("expected", (await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync)).Message);

        File.Delete(path);
        Assert.Contains("is missing", (await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PAR1")]
    [InlineData("PAR1 this is no parquet file but ends like one \xff\xff\xff\x7fPAR1")]
    public async Task A_chunk_with_a_true_hash_that_is_no_parquet_is_refused(string content)
    {
        await AManifestAsync();
        await ReplaceChunkAsync(Encoding.Latin1.GetBytes(content));

        await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync);
    }

    [Fact]
    public async Task A_chunk_of_another_form_is_refused()
    {
        await AManifestAsync();
        await Example.WriteAsync(_directory.Combine("other"), Example.FeatureRows(DatasetSplits.Train, new float[14]));
        await ReplaceChunkAsync(await File.ReadAllBytesAsync(_directory.Combine("other/train-00000.parquet")));

        var error = await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync);

        Assert.Contains("lacks the column 'pixels'", error.Message);
    }

    [Fact]
    public async Task A_label_outside_the_classes_is_refused_by_the_reader()
    {
        await AManifestAsync();
        var classes = DatasetSchema.ForImages(3, 4, 5, ["a", "b", "c"]);
        var rows = Example.ImageRows(DatasetSplits.Train, 7) with { Schema = classes, Labels = [2, 0, 0, 0, 0, 0, 0] };
        await Example.WriteAsync(_directory.Combine("other"), rows);
        await ReplaceChunkAsync(await File.ReadAllBytesAsync(_directory.Combine("other/train-00000.parquet")));

        var error = await Assert.ThrowsAsync<InvalidDatasetException>(ReadAsync);

        Assert.Contains("row 0 has the label 2", error.Message);
    }

    [Fact]
    public async Task Rows_that_do_not_fit_the_schema_are_not_written()
    {
        var writer = new DatasetWriter(_directory.Combine("set"), Example.Features);

        var wild = await Assert.ThrowsAsync<ArgumentException>(() =>
            writer.AddSplitAsync(Example.FeatureRows(DatasetSplits.Train, 1, float.NaN), CancellationToken.None)
        );
        var shortRow = await Assert.ThrowsAsync<ArgumentException>(() =>
            writer.AddSplitAsync(Example.FeatureRows(DatasetSplits.Train, 1, 2, 3), CancellationToken.None)
        );

        Assert.Contains("feature 'weight' is NaN", wild.Message);
        Assert.Contains("need 2 elements", shortRow.Message);
        Assert.Empty(Directory.GetFiles(_directory.Combine("set")));
    }

    [Theory]
    [InlineData("label")]
    [InlineData("src_chunk")]
    [InlineData("")]
    public void A_feature_name_that_cannot_be_a_column_is_refused(string name) =>
        Assert.Throws<InvalidDatasetException>(() =>
            new DatasetWriter(_directory.Combine("set"), DatasetSchema.ForFeatures([name], ["no", "yes"]))
        );

    [Fact]
    public async Task A_folder_that_is_not_empty_is_refused()
    {
        await AManifestAsync();

        Assert.Throws<IOException>(() => new DatasetWriter(_directory.Combine("set"), Example.Images));
    }

    private Task<DatasetTensors> ReadAsync() =>
        DatasetReader.ReadAsync(_directory.Combine("set"), DatasetSplits.Train, CancellationToken.None);

    private async Task<string> AManifestAsync()
    {
        await Example.WriteAsync(_directory.Combine("set"), Example.ImageRows(DatasetSplits.Train, 7));
        return _directory.Combine("set/manifest.json");
    }

    /// <summary>Swaps the bytes of the only chunk and makes the manifest tell the truth about their hash.</summary>
    private async Task ReplaceChunkAsync(byte[] bytes)
    {
        var manifest = await DatasetManifest.ReadAsync(_directory.Combine("set"), CancellationToken.None);
        var chunk = manifest.Chunks[0] with
        {
            Bytes = Math.Max(1, bytes.Length),
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
        };
        await File.WriteAllBytesAsync(_directory.Combine($"set/{chunk.File}"), bytes);
        var changed = (manifest with { Chunks = [chunk] }).ToCanonicalJson();
        await File.WriteAllBytesAsync(_directory.Combine("set/manifest.json"), changed);
    }
}
