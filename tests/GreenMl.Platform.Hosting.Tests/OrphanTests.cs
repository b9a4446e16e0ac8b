using System.Diagnostics;
using System.Text.Json;
using GreenMl.Testing;

namespace GreenMl.Platform.Hosting.Tests;

/// <summary>Tests with a whole AppHost process.</summary>
public sealed class OrphanTests
{
    private const string SystemPath = "/usr/bin:/bin";

    [RequiresCommandFact("setpriv")]
    public async Task A_killed_AppHost_leaves_no_process_as_the_kernel_kills_its_children() =>
        await AssertNothingOutlivesAKilledAppHostAsync(SystemPath);

    [Fact]
    public async Task A_killed_AppHost_leaves_no_process_as_services_end_with_their_standard_input() =>
        await AssertNothingOutlivesAKilledAppHostAsync("/nothing-here");

    [Fact]
    public async Task SIGTERM_stops_the_AppHost_and_its_children()
    {
        using var home = new TemporaryDirectory();
        using var appHost = await StartedAppHost.StartAsync(home, SystemPath);
        using var terminate = Process.Start("kill", ["-TERM", $"{appHost.Process.Id}"]);

        await appHost.Process.WaitForExitAsync(appHost.Deadline);

        Assert.Equal(0, appHost.Process.ExitCode);
        Assert.All(appHost.Children, child => Assert.True(child.HasExited));
    }

    [Fact]
    public async Task A_second_AppHost_does_not_use_the_same_home()
    {
        using var home = new TemporaryDirectory();
        using var appHost = await StartedAppHost.StartAsync(home, SystemPath);
        await using var second = new TestApplication($"--GREENML_HOME={home.Path}");

        var problem = await Assert.ThrowsAsync<DistributedApplicationException>(second.StartAsync);
        appHost.Process.Kill();
        await appHost.UntilChildrenExitAsync();

        Assert.Contains("in use by another AppHost", problem.Message, StringComparison.Ordinal);
        Assert.Contains("--GREENML_HOME=<folder>", problem.Message, StringComparison.Ordinal);
    }

    private static async Task AssertNothingOutlivesAKilledAppHostAsync(string path)
    {
        using var home = new TemporaryDirectory();
        using var appHost = await StartedAppHost.StartAsync(home, path);
        Assert.Equal(2, appHost.Children.Count);

        appHost.Process.Kill();

        await appHost.UntilChildrenExitAsync();
    }

    /// <summary>The fixture AppHost, started until its two services are healthy.</summary>
    private sealed class StartedAppHost(Process process) : IDisposable
    {
        private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(90));

        public Process Process => process;

        public CancellationToken Deadline => _deadline.Token;

        public IReadOnlyList<Process> Children { get; private set; } = [];

        public static async Task<StartedAppHost> StartAsync(TemporaryDirectory home, string path)
        {
            var assembly = new Projects.GreenMl_Hosting_Fixture_AppHost().TargetPath;
            var start = new ProcessStartInfo(
                Environment.ProcessPath!,
                [assembly, $"--GREENML_HOME={home.Path}", "--DcpPublisher:RandomizePorts=true"]
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            start.Environment["PATH"] = path;
            var appHost = new StartedAppHost(Process.Start(start)!);
            await appHost.UntilReadyAsync();
            await appHost.FindChildrenAsync(home.Combine("state/resources.json"));
            return appHost;
        }

        public Task UntilChildrenExitAsync() =>
            Task.WhenAll(Children.Select(child => child.WaitForExitAsync(Deadline)));

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
            _deadline.Dispose();
        }

        private async Task UntilReadyAsync()
        {
            while (await process.StandardOutput.ReadLineAsync(Deadline) is { } line)
            {
                if (line.StartsWith("ready in ", StringComparison.Ordinal))
                {
                    Assert.EndsWith("/fixtures/AppHost", line, StringComparison.Ordinal);
                    return;
                }
            }

            Assert.Fail("The fixture AppHost ended before its services were healthy.");
        }

        private async Task FindChildrenAsync(string stateFile)
        {
            using var state = JsonDocument.Parse(await File.ReadAllTextAsync(stateFile, Deadline));
            Children =
            [
                .. state
                    .RootElement.GetProperty("resources")
                    .EnumerateArray()
                    .Select(entry => Process.GetProcessById(entry.GetProperty("pid").GetInt32())),
            ];
        }
    }
}
