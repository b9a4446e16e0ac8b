using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using GreenMl.Testing;

namespace GreenMl.Platform.Hosting.Tests;

/// <summary>Tests with a whole AppHost process.</summary>
public sealed class AppHostProcessTests
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
        appHost.Signal("-TERM");

        await appHost.Process.WaitForExitAsync(appHost.Deadline);

        Assert.Equal(0, appHost.Process.ExitCode);
        Assert.All(appHost.Children, child => Assert.True(child.HasExited));
    }

    [Fact]
    public async Task What_the_AppHost_was_told_of_itself_is_not_passed_on()
    {
        using var home = new TemporaryDirectory();
        using var appHost = await StartedAppHost.StartAsync(
            home,
            SystemPath,
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("DOTNET_LAUNCH_PROFILE", "http"),
            ("ASPNETCORE_URLS", "http://127.0.0.1:1"),
            ("PASSED_ON", "yes")
        );
        using var client = new HttpClient();

        var variables = await client.GetFromJsonAsync<Dictionary<string, string>>(
            $"{appHost.AddressOf("second")}/environment",
            appHost.Deadline
        );
        appHost.Signal("-TERM");
        await appHost.Process.WaitForExitAsync(appHost.Deadline);

        Assert.Equal("yes", variables!["PASSED_ON"]);
        Assert.DoesNotContain("ASPNETCORE_ENVIRONMENT", variables.Keys);
        Assert.DoesNotContain("DOTNET_LAUNCH_PROFILE", variables.Keys);
        Assert.DoesNotContain("ASPNETCORE_URLS", variables.Keys);
    }

    [Fact]
    public async Task A_second_interrupt_ends_the_patience_with_services_that_do_not_stop()
    {
        using var home = new TemporaryDirectory();
        using var appHost = await StartedAppHost.StartAsync(
            home,
            SystemPath,
            ("FIXTURE_IGNORES_STOP", "1"),
            ("GreenMl__Orchestrator__StopGraceSeconds", "600"),
            ("GreenMl__Orchestrator__StopLimitSeconds", "600")
        );
        appHost.Signal("-INT");
        await appHost.UntilItPrintsAsync("[second] warn: ignoring the request to stop");

        appHost.Signal("-INT");
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
        private JsonDocument? _state;

        public Process Process => process;

        public CancellationToken Deadline => _deadline.Token;

        public IReadOnlyList<Process> Children { get; private set; } = [];

        public static async Task<StartedAppHost> StartAsync(
            TemporaryDirectory home,
            string path,
            params (string Name, string Value)[] variables
        )
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
            foreach (var (name, value) in variables)
            {
                start.Environment[name] = value;
            }

            var appHost = new StartedAppHost(Process.Start(start)!);
            var ready = await appHost.UntilItPrintsAsync("ready in ");
            Assert.EndsWith("/fixtures/AppHost", ready, StringComparison.Ordinal);
            await appHost.ReadStateAsync(home.Combine("state/resources.json"));
            return appHost;
        }

        public void Signal(string signal)
        {
            using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        }

        /// <returns>The first line that begins so.</returns>
        public async Task<string> UntilItPrintsAsync(string beginning)
        {
            while (await process.StandardOutput.ReadLineAsync(Deadline) is { } line)
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal))
                {
                    return line;
                }
            }

            throw new EndOfStreamException($"The fixture AppHost ended before it printed '{beginning}'.");
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
            _state?.Dispose();
            _deadline.Dispose();
        }

        public string AddressOf(string service) =>
            _state!
                .RootElement.GetProperty("resources")
                .EnumerateArray()
                .Single(entry => entry.GetProperty("name").GetString() == service)
                .GetProperty("endpoints")
                .GetProperty("http")
                .GetString()!;

        private async Task ReadStateAsync(string stateFile)
        {
            _state = JsonDocument.Parse(await File.ReadAllTextAsync(stateFile, Deadline));
            Children =
            [
                .. _state
                    .RootElement.GetProperty("resources")
                    .EnumerateArray()
                    .Select(entry => Process.GetProcessById(entry.GetProperty("pid").GetInt32())),
            ];
        }
    }
}
