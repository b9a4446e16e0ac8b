using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GreenMl.Testing;
using static GreenMl.Bundles.Tests.BundleBuilder;

namespace GreenMl.Bundles.Tests;

public sealed class ModelBundleTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_saved_bundle_loads_as_it_was()
    {
        var saved = await SaveABundleAsync(_root);

        var loaded = await ModelBundle.LoadAsync(_root.Combine("bundle"), CancellationToken.None);

        Assert.Equal(saved.Id, loaded.Id);
        Assert.Equal(ToJson(saved.Manifest), ToJson(loaded.Manifest));
        Assert.Equal("portable model", await File.ReadAllTextAsync(loaded.ModelPath));
        Assert.Equal("optimized model", await File.ReadAllTextAsync(loaded.PathOf("optimized/here.onnx")));
    }

    [Fact]
    public async Task The_version_is_the_hash_of_the_portable_model()
    {
        var saved = await SaveABundleAsync(_root);

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("portable model")));
        Assert.Equal(hash, saved.Manifest.Version);
        Assert.Equal(["model.onnx", "optimized/here.onnx"], saved.Manifest.Files.Select(file => file.File));
        Assert.Equal([14L, 15L], saved.Manifest.Files.Select(file => file.Bytes));
    }

    [Fact]
    public async Task Saving_the_same_again_gives_the_same_id()
    {
        var first = await SaveABundleAsync(_root);
        var second = await SaveABundleAsync(_root);

        Assert.Equal(first.Id, second.Id);
    }

    [Fact]
    public async Task Saving_leaves_no_temporary_files()
    {
        await SaveABundleAsync(_root);

        var files = Directory
            .EnumerateFiles(_root.Combine("bundle"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_root.Combine("bundle"), file));
        Assert.Equal(["bundle.json", "model.onnx", "optimized/here.onnx"], files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_model_that_already_lies_in_the_folder_stays_there()
    {
        var model = Directory.CreateDirectory(_root.Combine("bundle")).FullName + "/model.onnx";
        await File.WriteAllTextAsync(model, "in place");

        var sources = new Dictionary<string, string> { ["model.onnx"] = model };
        var manifest = AManifest() with { Optimized = [] };
        await ModelBundle.SaveAsync(_root.Combine("bundle"), manifest, sources, CancellationToken.None);

        var loaded = await ModelBundle.LoadAsync(_root.Combine("bundle"), CancellationToken.None);
        Assert.Equal("in place", await File.ReadAllTextAsync(loaded.ModelPath));
    }

    [Fact]
    public async Task An_interrupted_save_leaves_no_bundle_to_load()
    {
        await SaveABundleAsync(_root);
        var sources = new Dictionary<string, string>
        {
            ["model.onnx"] = _root.Combine("portable"),
            ["optimized/here.onnx"] = _root.Combine("does-not-exist"),
        };

        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            ModelBundle.SaveAsync(_root.Combine("bundle"), AManifest(), sources, CancellationToken.None)
        );

        var error = await LoadFailsAsync();
        Assert.Contains("bundle.json", error.Message);
    }

    [Fact]
    public async Task An_invalid_manifest_is_not_saved_and_the_old_bundle_stays()
    {
        var old = await SaveABundleAsync(_root);
        var sources = new Dictionary<string, string> { ["../model.onnx"] = _root.Combine("portable") };

        var error = await Assert.ThrowsAsync<InvalidBundleException>(() =>
            ModelBundle.SaveAsync(_root.Combine("bundle"), AManifest() with { Name = "a b" }, sources, default)
        );

        Assert.Contains("'a b'", error.Message);
        Assert.Contains("'../model.onnx'", error.Message);
        Assert.Equal(old.Id, (await ModelBundle.LoadAsync(_root.Combine("bundle"), CancellationToken.None)).Id);
    }

    [Theory]
    [InlineData("model.onnx", "portable m0del", "SHA-256")]
    [InlineData("optimized/here.onnx", "optimized m0del", "SHA-256")]
    [InlineData("model.onnx", "portable", "8 bytes")]
    public async Task A_changed_file_is_refused_by_name(string file, string content, string because)
    {
        await SaveABundleAsync(_root);
        await File.WriteAllTextAsync(_root.Combine($"bundle/{file}"), content);

        var error = await LoadFailsAsync();

        Assert.Contains($"'{file}'", error.Message);
        Assert.Contains(because, error.Message);
    }

    [Fact]
    public async Task Every_damaged_file_is_named_at_once()
    {
        await SaveABundleAsync(_root);
        File.Delete(_root.Combine("bundle/model.onnx"));
        File.Delete(_root.Combine("bundle/optimized/here.onnx"));

        var error = await LoadFailsAsync();

        Assert.Equal(2, error.Problems.Count);
        Assert.All(error.Problems, problem => Assert.Contains("is missing", problem));
    }

    [Theory]
    [InlineData("\"model.onnx\"", "\"../model.onnx\"", "outside the bundle")]
    [InlineData("\"model.onnx\"", "\"/etc/passwd\"", "outside the bundle")]
    [InlineData("\"model.onnx\"", "\"a\\\\..\\\\b\"", "outside the bundle")]
    [InlineData("\"model.onnx\"", "\"bundle.json\"", "reserved")]
    [InlineData("\"model.onnx\"", "\"optimized/here.onnx\"", "2 times")]
    [InlineData("\"formatVersion\": \"1.0\"", "\"formatVersion\": \"2.0\"", "formatVersion is '2.0'")]
    [InlineData("\"formatVersion\": \"1.0\"", "\"formatVersion\": 1", "formatVersion is ''")]
    [InlineData("\"FP32\"", "\"FLOAT\"", "'FLOAT'")]
    [InlineData("\"maxBatch\": 64", "\"maxBatch\": 0", "session.maxBatch is 0")]
    [InlineData("\"intraOpThreads\": 1", "\"intraOpThreads\": 1000", "session.intraOpThreads is 1000")]
    [InlineData("\"scale\": 0.00392156862745098", "\"scale\": 0", "preprocessing.scale is 0")]
    [InlineData("\"name\": \"digits\"", "\"nam\": \"digits\"", "name")]
    [InlineData("\"name\": \"digits\",", "", "name")]
    [InlineData("\"name\": \"digits\"", "\"name\": null", "name")]
    [InlineData("\"zero\",", "null,", "null")]
    [InlineData("{", "{{", "malformed")]
    public async Task A_manifest_that_breaks_a_rule_is_refused_with_the_rule(string from, string to, string because)
    {
        await SaveABundleAsync(_root);
        var manifest = await File.ReadAllTextAsync(_root.Combine("bundle/bundle.json"));
        Assert.Contains(from, manifest);
        await File.WriteAllTextAsync(_root.Combine("bundle/bundle.json"), ReplaceFirst(manifest, from, to));

        var error = await LoadFailsAsync();

        Assert.Contains(because, error.Message);
    }

    [Fact]
    public async Task Fields_of_a_newer_minor_format_are_ignored()
    {
        await SaveABundleAsync(_root);
        var manifest = await File.ReadAllTextAsync(_root.Combine("bundle/bundle.json"));
        var newer = ReplaceFirst(manifest, "\"formatVersion\": \"1.0\"", "\"formatVersion\": \"1.7\", \"new\": [1]");
        await File.WriteAllTextAsync(_root.Combine("bundle/bundle.json"), newer);

        var loaded = await ModelBundle.LoadAsync(_root.Combine("bundle"), CancellationToken.None);

        Assert.Equal("1.7", loaded.Manifest.FormatVersion);
    }

    [Fact]
    public async Task A_symbolic_link_is_refused_even_with_the_right_content()
    {
        await SaveABundleAsync(_root);
        File.Delete(_root.Combine("bundle/model.onnx"));
        File.CreateSymbolicLink(_root.Combine("bundle/model.onnx"), _root.Combine("portable"));

        Assert.Contains("symbolic link", (await LoadFailsAsync()).Message);
    }

    [Fact]
    public async Task A_linked_folder_inside_the_bundle_is_refused()
    {
        await SaveABundleAsync(_root);
        Directory.Move(_root.Combine("bundle/optimized"), _root.Combine("elsewhere"));
        Directory.CreateSymbolicLink(_root.Combine("bundle/optimized"), _root.Combine("elsewhere"));

        Assert.Contains("symbolic link", (await LoadFailsAsync()).Message);
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        var error = await LoadFailsAsync();

        Assert.Contains(_root.Combine("bundle"), error.Message);
        Assert.Contains("does not exist", error.Message);
    }

    [Fact]
    public async Task The_optimized_form_is_found_only_where_cpu_class_and_runtime_match()
    {
        var bundle = await SaveABundleAsync(_root);

        Assert.Equal("optimized/here.onnx", bundle.FindOptimized(CpuClass.Current, "1.2.3")?.File);
        Assert.Null(bundle.FindOptimized(CpuClass.Current, "1.2.4"));
        Assert.Null(bundle.FindOptimized(new CpuClass("x64-other"), "1.2.3"));
    }

    private static string ToJson(BundleManifest manifest) =>
        JsonSerializer.Serialize(manifest, BundleJson.Default.BundleManifest);

    private static string ReplaceFirst(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length));
    }

    private Task<InvalidBundleException> LoadFailsAsync() =>
        Assert.ThrowsAsync<InvalidBundleException>(() =>
            ModelBundle.LoadAsync(_root.Combine("bundle"), CancellationToken.None)
        );
}
