using System.Diagnostics;
using GreenMl.Testing;

namespace GreenMl.Platform.Broker.Tests.Conformance;

public sealed class BotoConformanceTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "conformance");

    [RequiresPythonFact("boto3")]
    public async Task Boto3_passes_every_check()
    {
        await using var broker = await TestBroker.StartAsync();

        var (passed, failed) = await RunChecksAsync(broker.Address);

        Assert.Empty(failed);
        Assert.True(passed.Count >= 80, $"only {passed.Count} checks ran");
    }

    [RequiresPythonFact("boto3")]
    public async Task Boto3_passes_every_check_with_signatures()
    {
        await using var broker = await TestBroker.StartAsync(
            $"Broker:AccessKeyId={TestBroker.AccessKeyId}",
            $"Broker:SecretAccessKey={TestBroker.SecretAccessKey}"
        );

        var (_, failed) = await RunChecksAsync(broker.Address);

        Assert.Empty(failed);
    }

    /// <summary>The checks mean AWS, not this broker: another implementation passes them but for the listed differences.</summary>
    [RequiresCommandFact("moto_server", "python3")]
    public async Task Moto_differs_only_where_it_is_listed()
    {
        var port = ClientProcess.FreePort();
        using var moto = Process.Start(
            new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", $"{port}"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            while (await moto.StandardError.ReadLineAsync() is { } line && !line.Contains("Running on")) { }
            var listed = await File.ReadAllLinesAsync(Path.Combine(Folder, "moto-differences.txt"));

            var (passed, failed) = await RunChecksAsync($"http://127.0.0.1:{port}");

            Assert.NotEmpty(passed);
            Assert.Empty(failed.Select(NameOf).Except(listed.Select(NameOf)));
        }
        finally
        {
            moto.Kill(entireProcessTree: true);
        }
    }

    private static string NameOf(string line) => line.Split(':')[0];

    private static async Task<(List<string> Passed, List<string> Failed)> RunChecksAsync(string address)
    {
        var script = Path.Combine(Folder, "conformance.py");
        var (_, output, error) = await ClientProcess.RunAsync("python3", [script, address]);
        Assert.Equal("", error);
        var lines = output.Split('\n');
        return (
            [.. lines.Where(line => line.StartsWith("ok ", StringComparison.Ordinal)).Select(line => line[3..])],
            [.. lines.Where(line => line.StartsWith("FAIL ", StringComparison.Ordinal)).Select(line => line[5..])]
        );
    }
}
