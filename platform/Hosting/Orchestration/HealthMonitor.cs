using System.Net;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>Checks the health of one running process.</summary>
internal sealed class HealthMonitor(HttpClient client, OrchestratorOptions options, TimeProvider time)
{
    /// <summary>Checks until cancelled, and reports every result.</summary>
    /// <param name="checks">All must pass. Without any, the process is healthy as it runs.</param>
    /// <param name="report">Takes each result.</param>
    /// <param name="cancellationToken">Ends it: the process has ended.</param>
    public async Task RunAsync(
        IReadOnlyList<HttpHealthCheckAnnotation> checks,
        Func<HealthStatus, Task> report,
        CancellationToken cancellationToken
    )
    {
        if (checks.Count == 0)
        {
            await report(HealthStatus.Healthy);
            return;
        }

        var schedule = new HealthSchedule(options.HealthInterval);
        while (true)
        {
            var healthy = await AllPassAsync(checks, cancellationToken);
            await report(healthy ? HealthStatus.Healthy : HealthStatus.Unhealthy);
            await Task.Delay(schedule.Next(healthy), time, cancellationToken);
        }
    }

    private async Task<bool> AllPassAsync(
        IReadOnlyList<HttpHealthCheckAnnotation> checks,
        CancellationToken cancellationToken
    )
    {
        foreach (var check in checks)
        {
            if (!await PassesAsync(check, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> PassesAsync(HttpHealthCheckAnnotation check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.HealthTimeout);
        try
        {
            using var response = await client.GetAsync(
                new Uri(new Uri(check.Endpoint.ClientUrl), check.Path),
                HttpCompletionOption.ResponseHeadersRead,
                patience.Token
            );
            return response.StatusCode == (HttpStatusCode)check.StatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>When to look next: often while a process starts, seldom while it is well.</summary>
internal sealed class HealthSchedule(TimeSpan healthyInterval)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestStartWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestUnhealthyWait = TimeSpan.FromSeconds(5);

    private bool _wasHealthy;
    private TimeSpan _startWait = FirstWait;
    private int _unhealthyInARow;

    /// <summary>The wait after a result.</summary>
    public TimeSpan Next(bool healthy)
    {
        if (healthy)
        {
            _wasHealthy = true;
            _unhealthyInARow = 0;
            return healthyInterval;
        }

        return _wasHealthy ? AfterFailure() : DuringStart();
    }

    private TimeSpan DuringStart()
    {
        var wait = _startWait;
        _startWait = Shorter(_startWait * 1.25, LongestStartWait);
        return wait;
    }

    private TimeSpan AfterFailure() => Shorter(TimeSpan.FromSeconds(++_unhealthyInARow), LongestUnhealthyWait);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
