using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>What every supervisor uses.</summary>
/// <param name="Spawner">Starts processes.</param>
/// <param name="Health">Checks them.</param>
/// <param name="Notifications">Is told of every change.</param>
/// <param name="Options">The limits.</param>
/// <param name="Time">The clock.</param>
internal sealed record SupervisorTools(
    ChildSpawner Spawner,
    HealthMonitor Health,
    ResourceNotificationService Notifications,
    OrchestratorOptions Options,
    TimeProvider Time
);

/// <summary>
/// The life of one resource: Waiting, Starting, Running, and Starting again after a crash; then Stopping and Exited, or
/// Finished, or FailedToStart.
/// </summary>
internal sealed class ResourceSupervisor(IResource resource, ResourceOutput output, SupervisorTools tools)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RestartBackoff _backoff = new(tools.Options);
    private Task _life = Task.CompletedTask;
    private CancellationToken _killNow = CancellationToken.None;

    public IResource Resource => resource;

    public void Start()
    {
        Publish(snapshot => snapshot with { State = KnownResourceStates.Waiting });
        _life = LiveAsync();
    }

    /// <summary>Ends the resource's life; returns when no process of it runs.</summary>
    /// <param name="killNow">Ends the patience with a process that takes its time.</param>
    public async Task StopAsync(CancellationToken killNow)
    {
        _killNow = killNow;
        await _stop.CancelAsync();
        await _life;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _stop.Dispose();
        await output.DisposeAsync();
    }

    /// <summary>A process without endpoints that ends well has done its work; one with endpoints should go on serving.</summary>
    private bool IsTask => !resource.Endpoints().Any();

    private async Task LiveAsync()
    {
        try
        {
            await WaitForDependenciesAsync();
            await KeepRunningAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Publish(snapshot => snapshot with { State = KnownResourceStates.Exited });
            await output.SayAsync("stopped");
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            await FailAsync(problem.Message);
        }
    }

    private async Task WaitForDependenciesAsync()
    {
        foreach (var dependency in WaitOrder.DependenciesOf(resource))
        {
            await tools.Notifications.WaitForResourceHealthyAsync(dependency.Name, _stop.Token);
        }
    }

    private async Task KeepRunningAsync()
    {
        while (true)
        {
            var (exitCode, healthyFor) = await RunProcessAsync();
            Publish(snapshot => Ended(snapshot) with { ExitCode = exitCode });
            _stop.Token.ThrowIfCancellationRequested();
            if (exitCode == 0 && IsTask)
            {
                Publish(snapshot => snapshot with { State = KnownResourceStates.Finished });
                await output.SayAsync("finished");
                return;
            }

            if (_backoff.Next(healthyFor) is not { } wait)
            {
                await GiveUpAsync(exitCode);
                return;
            }

            Publish(snapshot =>
                snapshot with
                {
                    State = KnownResourceStates.Starting,
                    Restarts = snapshot.Restarts + 1,
                }
            );
            await output.SayAsync($"{ExitCodes.Describe(exitCode)}; starts again in {wait.TotalSeconds:0.#} s");
            await Task.Delay(wait, tools.Time, _stop.Token);
        }
    }

    private async Task<(int ExitCode, TimeSpan? HealthyFor)> RunProcessAsync()
    {
        _stop.Token.ThrowIfCancellationRequested();
        Publish(snapshot => snapshot with { State = KnownResourceStates.Starting });
        var process = await tools.Spawner.StartAsync(ProcessSpec.For(resource));
        await using var child = new ChildProcess(process, output.WriteAsync, tools.Time);
        Publish(snapshot => snapshot with { State = KnownResourceStates.Running, ProcessId = child.Id });
        using var ended = new CancellationTokenSource();
        var health = WatchHealthAsync(ended.Token);
        var exit = child.WaitForExitAsync();
        await UntilExitOrStopAsync(exit);
        if (!exit.IsCompleted)
        {
            await StopProcessAsync(child);
        }

        var exitCode = await exit;
        await ended.CancelAsync();
        return (exitCode, await health);
    }

    private async Task UntilExitOrStopAsync(Task exit)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _stop.Token.Register(stopped.SetResult);
        await Task.WhenAny(exit, stopped.Task);
    }

    private async Task StopProcessAsync(ChildProcess child)
    {
        Publish(snapshot => snapshot with { State = KnownResourceStates.Stopping, HealthStatus = null });
        if (await child.StopAsync(tools.Options.StopGrace, _killNow))
        {
            await output.SayAsync("did not stop in time and was killed");
        }
    }

    /// <summary>Checks the process until it ends.</summary>
    /// <returns>How long it was healthy; null if it never was.</returns>
    private async Task<TimeSpan?> WatchHealthAsync(CancellationToken ended)
    {
        var started = tools.Time.GetTimestamp();
        long? healthySince = null;
        HttpHealthCheckAnnotation[] checks = [.. resource.Annotations.OfType<HttpHealthCheckAnnotation>()];
        try
        {
            await tools.Health.RunAsync(checks, ReportAsync, ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The process has ended.
        }

        return healthySince is { } since ? tools.Time.GetElapsedTime(since) : null;

        async Task ReportAsync(HealthStatus status)
        {
            var before = PublishHealth(status);
            if (status == HealthStatus.Healthy && healthySince is null)
            {
                healthySince = tools.Time.GetTimestamp();
                var what = checks.Length == 0 ? "runs" : "healthy";
                var seconds = tools.Time.GetElapsedTime(started).TotalSeconds;
                await output.SayAsync($"{what} after {seconds:0.0} s{Addresses()}");
            }
            else if (before != status && healthySince is not null)
            {
                await output.SayAsync(status == HealthStatus.Healthy ? "healthy again" : "unhealthy");
            }
        }
    }

    private string Addresses() =>
        string.Concat(resource.Endpoints().Select(endpoint => $"  {endpoint.Name}={endpoint.ClientUrl}"));

    private async Task GiveUpAsync(int exitCode) =>
        await FailAsync(
            $"it {ExitCodes.Describe(exitCode)} in each of {tools.Options.StartAttempts} starts and was never healthy. "
                + $"Its log is {output.LogPath}; the last lines:{Environment.NewLine}{await output.TailAsync()}"
        );

    private async Task FailAsync(string problem)
    {
        Publish(snapshot => Ended(snapshot) with { State = KnownResourceStates.FailedToStart, Problem = problem });
        await output.SayAsync($"failed to start: {problem}");
    }

    private HealthStatus? PublishHealth(HealthStatus status)
    {
        HealthStatus? before = null;
        Publish(snapshot =>
        {
            before = snapshot.HealthStatus;
            // The process may be stopping by now, and what is stopping is neither healthy nor not.
            return snapshot.State?.Text == KnownResourceStates.Running
                ? snapshot with
                {
                    HealthStatus = status,
                }
                : snapshot;
        });
        return before;
    }

    private static CustomResourceSnapshot Ended(CustomResourceSnapshot snapshot) =>
        snapshot with
        {
            HealthStatus = null,
            ProcessId = null,
        };

    private void Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        tools.Notifications.Publish(resource, change);
}
