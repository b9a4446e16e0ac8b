using GreenMl.Platform.Hosting.Orchestration;
using GreenMl.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Platform.Hosting.Tests.Orchestration;

public sealed class ResourceLogTests
{
    private static readonly FakeTimeProvider Noon = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Lines_carry_the_time_and_follow_those_of_earlier_runs()
    {
        using var folder = new TemporaryDirectory();
        await WriteAsync(folder, new OrchestratorOptions(), "one", "two");
        await WriteAsync(folder, new OrchestratorOptions(), "three");

        Assert.Equal(
            ["2026-11-25 12:00:00.000 one", "2026-11-25 12:00:00.000 two", "2026-11-25 12:00:00.000 three"],
            await File.ReadAllLinesAsync(folder.Combine("service.log"))
        );
    }

    [Fact]
    public async Task A_full_file_is_put_aside_and_the_oldest_deleted()
    {
        using var folder = new TemporaryDirectory();
        var options = new OrchestratorOptions { LogFileBytes = 1024, LogFilesKept = 2 };
        string[] lines = ["1", "2", "3", "4"];
        await WriteAsync(folder, options, [.. lines.Select(line => line + new string('.', 1024)), "5"]);

        Assert.Equal(
            ["service.1.log", "service.2.log", "service.log"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.EndsWith("5\n", await File.ReadAllTextAsync(folder.Combine("service.log")), StringComparison.Ordinal);
        Assert.Contains(" 4.", await File.ReadAllTextAsync(folder.Combine("service.1.log")), StringComparison.Ordinal);
        Assert.Contains(" 3.", await File.ReadAllTextAsync(folder.Combine("service.2.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tail_is_the_last_lines()
    {
        using var folder = new TemporaryDirectory();
        await using var log = new ResourceLog(folder.Path, "service", new OrchestratorOptions(), Noon);
        await log.AppendAsync([.. Enumerable.Range(1, 20).Select(number => $"{number}")]);

        Assert.Equal(Enumerable.Range(13, 8).Select(number => $"{number}"), await log.TailAsync());
    }

    private static async Task WriteAsync(TemporaryDirectory folder, OrchestratorOptions options, params string[] lines)
    {
        await using var log = new ResourceLog(folder.Path, "service", options, Noon);
        foreach (var line in lines)
        {
            await log.AppendAsync([line]);
        }
    }
}
