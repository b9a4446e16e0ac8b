using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GreenMl.Platform.Hosting.Tests;

public sealed class LifecycleTests
{
    [Fact]
    public async Task A_resource_starts_only_when_the_one_it_waits_for_is_healthy()
    {
        await using var application = new TestApplication();
        var gate = application.PathInHome("healthy");
        var first = application.AddService("first").WithEnvironment("FIXTURE_HEALTHY_WHEN", gate);
        application.AddService("second").WaitFor(first);
        await application.StartAsync();

        await application.UntilAsync("first", snapshot => snapshot.HealthStatus == HealthStatus.Unhealthy);
        Assert.Equal(KnownResourceStates.Waiting, application.Now("second").State?.Text);

        await File.WriteAllTextAsync(gate, "", application.Deadline);
        await application.UntilHealthyAsync("second");
        Assert.Equal(HealthStatus.Healthy, application.Now("first").HealthStatus);
    }

    [Fact]
    public async Task A_killed_resource_runs_again_under_a_new_process_at_the_same_address()
    {
        await using var application = new TestApplication();
        var service = application.AddService("service");
        await application.StartAsync();
        var before = await application.UntilHealthyAsync("service");

        Kill(before.ProcessId!.Value);
        var after = await application.UntilAsync(
            "service",
            snapshot => snapshot.Restarts == 1 && snapshot.HealthStatus == HealthStatus.Healthy
        );

        Assert.NotEqual(before.ProcessId, after.ProcessId);
        Assert.Equal(137, after.ExitCode);
        Assert.NotEmpty(await application.GetAsync<string>(service, "/folder"));
    }

    [Fact]
    public async Task Resources_stop_after_those_that_wait_for_them()
    {
        await using var application = new TestApplication();
        var journal = application.PathInHome("journal");
        var first = application.AddService("first").WithEnvironment("FIXTURE_JOURNAL", journal);
        var second = application.AddService("second").WaitFor(first).WithEnvironment("FIXTURE_JOURNAL", journal);
        application.AddService("third").WaitFor(second).WithEnvironment("FIXTURE_JOURNAL", journal);
        await application.StartAsync();
        await application.UntilHealthyAsync("third");

        await application.StopAsync();

        Assert.Equal(
            ["first started", "second started", "third started", "third stopped", "second stopped", "first stopped"],
            await File.ReadAllLinesAsync(journal)
        );
        Assert.Equal(
            (KnownResourceStates.Exited, 0, (int?)null),
            (
                application.Now("first").State!.Text,
                application.Now("first").ExitCode,
                application.Now("first").ProcessId
            )
        );
    }

    [Fact]
    public async Task A_resource_that_does_not_stop_in_time_is_killed()
    {
        await using var application = new TestApplication("--GreenMl:Orchestrator:StopGraceSeconds=0.2");
        application.AddService("stubborn").WithEnvironment("FIXTURE_IGNORES_STOP", "1");
        await application.StartAsync();
        await application.UntilHealthyAsync("stubborn");

        await application.StopAsync();

        Assert.Equal(137, application.Now("stubborn").ExitCode);
        Assert.Contains(
            "--- did not stop in time and was killed",
            await File.ReadAllTextAsync(application.PathInHome("logs/stubborn.log")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_stop_that_is_cut_short_kills_at_once()
    {
        await using var application = new TestApplication("--GreenMl:Orchestrator:StopGraceSeconds=600");
        application.AddService("stubborn").WithEnvironment("FIXTURE_IGNORES_STOP", "1");
        await application.StartAsync();
        await application.UntilHealthyAsync("stubborn");

        await application.App.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(137, application.Now("stubborn").ExitCode);
    }

    [Fact]
    public async Task A_resource_that_never_comes_up_is_given_up_with_its_last_output_and_so_is_who_waits_for_it()
    {
        await using var application = new TestApplication(
            "--GreenMl:Orchestrator:StartAttempts=2",
            "--GreenMl:Orchestrator:FirstRestartDelaySeconds=0"
        );
        var broken = application.AddService("broken").WithEnvironment("FIXTURE_EXIT_CODE", "3");
        application.AddService("dependent").WaitFor(broken);
        await application.StartAsync();

        var problem = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            application.UntilHealthyAsync("dependent")
        );

        Assert.Contains("'broken'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("ended with exit code 3 in each of 2 starts", problem.Message, StringComparison.Ordinal);
        Assert.Contains("the fixture was told to end", problem.Message, StringComparison.Ordinal);
        Assert.Equal(KnownResourceStates.FailedToStart, application.Now("broken").State?.Text);
    }

    [Fact]
    public async Task A_program_without_endpoints_that_ends_well_is_finished()
    {
        await using var application = new TestApplication();
        application.Builder.AddExecutable("task", "/bin/sh", ".", "-c", "echo done");
        await application.StartAsync();

        var finished = await application.UntilAsync("task", s => s.State?.Text == KnownResourceStates.Finished);

        Assert.Equal((0, 0), (finished.ExitCode, finished.Restarts));
        Assert.Contains(
            " done\n",
            await File.ReadAllTextAsync(application.PathInHome("logs/task.log")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_program_that_does_not_exist_fails_to_start_and_says_so()
    {
        await using var application = new TestApplication();
        application.Builder.AddExecutable("ghost", "/no/such/program", ".");
        await application.StartAsync();

        var failed = await application.UntilAsync("ghost", s => s.State is { } state && IsOver(state.Text));

        Assert.Equal(KnownResourceStates.FailedToStart, failed.State?.Text);
        Assert.Contains("/no/such/program", failed.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_without_stop_leaves_no_process()
    {
        var application = new TestApplication();
        application.AddService("service");
        await application.StartAsync();
        var running = await application.UntilHealthyAsync("service");
        using var process = Process.GetProcessById(running.ProcessId!.Value);

        await application.DisposeAsync();

        Assert.True(process.HasExited);
    }

    private static bool IsOver(string state) =>
        KnownResourceStates.TerminalStates.Contains(state, StringComparer.Ordinal);

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
