using GreenMl.Testing;

namespace GreenMl.Storage.Tests;

public sealed class ObjectStoreTests : IDisposable
{
    private static readonly ObjectUri Model = ObjectUri.Parse("object://models/run-1/model.onnx");

    private readonly TemporaryDirectory _directory = new();
    private readonly ObjectStore _store;

    public ObjectStoreTests() => _store = new ObjectStore(_directory.Combine("store"), TimeProvider.System);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_stored_file_is_read_back()
    {
        await _store.PutFileAsync(Model, await AFileAsync("model.onnx", "weights"), CancellationToken.None);

        Assert.True(await _store.ExistsAsync(Model, CancellationToken.None));
        Assert.Equal("weights", await ReadAsync(Model));
    }

    [Fact]
    public async Task A_second_put_replaces_the_object_and_leaves_open_readers_undisturbed()
    {
        await _store.PutFileAsync(Model, await AFileAsync("a", "old"), CancellationToken.None);
        await using var reader = await _store.OpenReadAsync(Model, CancellationToken.None);

        await _store.PutFileAsync(Model, await AFileAsync("b", "new"), CancellationToken.None);

        Assert.Equal("old", await new StreamReader(reader).ReadToEndAsync());
        Assert.Equal("new", await ReadAsync(Model));
    }

    [Fact]
    public async Task Content_is_named_by_its_hash_and_stored_once()
    {
        var first = await _store.PutContentAsync(
            "models",
            await AFileAsync("a.ONNX", "weights"),
            CancellationToken.None
        );
        var written = File.GetLastWriteTimeUtc(PathOf(first));
        var second = await _store.PutContentAsync(
            "models",
            await AFileAsync("b.onnx", "weights"),
            CancellationToken.None
        );

        Assert.Equal(first, second);
        Assert.Equal("9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c.onnx", first.Key);
        Assert.Equal(written, File.GetLastWriteTimeUtc(PathOf(second)));
        Assert.Single(Directory.GetFiles(_directory.Combine("store/models")));
    }

    [Theory]
    [InlineData("archive", "")]
    [InlineData("archive.tar gz", "")]
    [InlineData("archive.zip", ".zip")]
    public async Task Content_keeps_only_a_plain_extension(string name, string extension)
    {
        var uri = await _store.PutContentAsync("sources", await AFileAsync(name, "x"), CancellationToken.None);

        Assert.Equal(64 + extension.Length, uri.Key.Length);
        Assert.EndsWith(extension, uri.Key);
    }

    [Fact]
    public async Task A_missing_object_is_named()
    {
        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(() =>
            _store.OpenReadAsync(Model, CancellationToken.None)
        );

        Assert.Equal(Model, error.Uri);
        Assert.Contains("object://models/run-1/model.onnx", error.Message);
        await Assert.ThrowsAsync<ObjectNotFoundException>(() =>
            _store.MaterializeAsync(Model, _directory.Combine("x"), CancellationToken.None)
        );
        await Assert.ThrowsAsync<ObjectNotFoundException>(() =>
            _store.MaterializeDirectoryAsync(Model, _directory.Combine("x"), CancellationToken.None)
        );
        Assert.False(await _store.DeleteAsync(Model, CancellationToken.None));
    }

    [Fact]
    public async Task A_missing_source_leaves_no_trace()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            _store.PutFileAsync(Model, _directory.Combine("nothing"), CancellationToken.None)
        );

        Assert.False(await _store.ExistsAsync(Model, CancellationToken.None));
        Assert.Empty(Directory.GetFiles(_directory.Combine("store/.staging")));
    }

    [Fact]
    public async Task A_name_below_an_existing_object_is_refused_and_nothing_is_left_over()
    {
        await _store.PutFileAsync(Model, await AFileAsync("a", "weights"), CancellationToken.None);

        var part = await AFileAsync("b", "x");

        var error = await Assert.ThrowsAsync<IOException>(() =>
            _store.PutFileAsync(Model.Append("part"), part, CancellationToken.None)
        );

        Assert.Contains("object://models/run-1/model.onnx/part cannot be stored", error.Message);
        Assert.Empty(Directory.GetFiles(_directory.Combine("store/.staging")));
    }

    [Fact]
    public async Task Materializing_shares_the_bytes_and_replaces_an_existing_file()
    {
        await _store.PutFileAsync(Model, await AFileAsync("a", "weights"), CancellationToken.None);
        var target = await AFileAsync("input/model.onnx", "stale");

        await _store.MaterializeAsync(Model, target, CancellationToken.None);
        await _store.MaterializeAsync(Model, target, CancellationToken.None);
        await _store.DeleteAsync(Model, CancellationToken.None);

        Assert.Equal("weights", await File.ReadAllTextAsync(target));
        Assert.False(await _store.ExistsAsync(Model, CancellationToken.None));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead, File.GetUnixFileMode(target));
        }
    }

    [Fact]
    public async Task A_directory_is_stored_listed_and_materialized_as_the_same_tree()
    {
        await AFileAsync("artifact/manifest.json", "{}");
        await AFileAsync("artifact/chunks/train-0.parquet", "12345");
        var prefix = ObjectUri.Parse("object://datasets/ab12");

        await _store.PutDirectoryAsync(prefix, _directory.Combine("artifact"), CancellationToken.None);
        await _store.PutFileAsync(
            ObjectUri.Parse("object://datasets/ab123"),
            await AFileAsync("x", "x"),
            CancellationToken.None
        );
        await _store.MaterializeDirectoryAsync(prefix, _directory.Combine("channel"), CancellationToken.None);

        Assert.Equal(
            [new(prefix.Append("chunks/train-0.parquet"), 5), new(prefix.Append("manifest.json"), 2)],
            await _store.ListAsync(prefix, CancellationToken.None)
        );
        Assert.Equal("12345", await File.ReadAllTextAsync(_directory.Combine("channel/chunks/train-0.parquet")));
        Assert.Equal("{}", await File.ReadAllTextAsync(_directory.Combine("channel/manifest.json")));
    }

    [Fact]
    public async Task A_directory_with_a_symbolic_link_or_an_invalid_file_name_is_refused()
    {
        var prefix = ObjectUri.Parse("object://datasets/ab12");
        await AFileAsync("linked/a", "x");
        File.CreateSymbolicLink(_directory.Combine("linked/b"), "/etc/hostname");
        await AFileAsync("named/a b", "x");

        var link = await Assert.ThrowsAsync<IOException>(() =>
            _store.PutDirectoryAsync(prefix, _directory.Combine("linked"), CancellationToken.None)
        );
        var name = await Assert.ThrowsAsync<FormatException>(() =>
            _store.PutDirectoryAsync(prefix, _directory.Combine("named"), CancellationToken.None)
        );

        Assert.Contains("symbolic link", link.Message);
        Assert.Contains("'a b'", name.Message);
        Assert.Empty(await _store.ListAsync(prefix, CancellationToken.None));
    }

    [Fact]
    public async Task Only_day_old_staged_files_of_dead_writers_are_removed()
    {
        var old = await AFileAsync("store/.staging/old", "x");
        var fresh = await AFileAsync("store/.staging/fresh", "x");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(fresh) - TimeSpan.FromHours(25));

        _ = new ObjectStore(_directory.Combine("store"), TimeProvider.System);

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(fresh));
    }

    [Fact]
    public async Task Concurrent_puts_of_one_name_leave_one_whole_object()
    {
        var letters = Enumerable.Range('a', 8).Select(letter => (char)letter).ToArray();
        var sources = new List<string>();
        foreach (var letter in letters)
        {
            sources.Add(await AFileAsync($"source-{letter}", new string(letter, 100_000)));
        }

        await Task.WhenAll(sources.Select(source => _store.PutFileAsync(Model, source, CancellationToken.None)));

        var content = await ReadAsync(Model);
        Assert.Equal(100_000, content.Length);
        Assert.Single(content.Distinct());
    }

    private string PathOf(ObjectUri uri) => _directory.Combine($"store/{uri.Collection}/{uri.Key}");

    private async Task<string> AFileAsync(string name, string content)
    {
        var path = _directory.Combine(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);
        return path;
    }

    private async Task<string> ReadAsync(ObjectUri uri)
    {
        using var reader = new StreamReader(await _store.OpenReadAsync(uri, CancellationToken.None));
        return await reader.ReadToEndAsync();
    }
}
