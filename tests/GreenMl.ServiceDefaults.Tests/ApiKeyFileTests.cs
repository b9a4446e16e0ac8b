using GreenMl.ServiceDefaults.Security;
using GreenMl.Testing;

namespace GreenMl.ServiceDefaults.Tests;

public sealed class ApiKeyFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_key_is_made_once_and_only_its_owner_reads_it()
    {
        var path = _folder.Combine("home/api-key");
        var key = ApiKeyFile.ReadOrCreate(path);
        Assert.Equal(64, key.Length);
        Assert.Equal(key, ApiKeyFile.ReadOrCreate(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Services_that_start_at_once_agree_on_one_key()
    {
        var path = _folder.Combine("api-key");
        using var start = new ManualResetEventSlim();
        var keys = Enumerable
            .Range(0, 8)
            .Select(_ =>
                Task.Factory.StartNew(
                    () =>
                    {
                        start.Wait();
                        return ApiKeyFile.ReadOrCreate(path);
                    },
                    TaskCreationOptions.LongRunning
                )
            )
            .ToArray();
        start.Set();
        Assert.Single((await Task.WhenAll(keys)).Distinct());
        Assert.Single(Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public void An_empty_file_says_what_to_do()
    {
        var path = _folder.Combine("api-key");
        File.WriteAllText(path, "\n");
        Assert.Contains(
            "delete it",
            Assert.Throws<InvalidOperationException>(() => ApiKeyFile.ReadOrCreate(path)).Message
        );
    }
}
