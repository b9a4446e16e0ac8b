namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>How long to wait before a crashed resource is started again, and when to give up.</summary>
internal sealed class RestartBackoff(OrchestratorOptions options)
{
    /// <summary>What ends sooner after it came up has not shown that it works.</summary>
    private static readonly TimeSpan HealthyEnough = TimeSpan.FromSeconds(1);

    private int _crashes;
    private bool _wasEverHealthy;

    /// <summary>The wait before the next start, or null to give up.</summary>
    /// <param name="healthyFor">How long the process was healthy before it ended; null if it never was.</param>
    public TimeSpan? Next(TimeSpan? healthyFor)
    {
        _wasEverHealthy |= healthyFor >= HealthyEnough;
        if (healthyFor?.TotalSeconds >= options.RestartResetSeconds)
        {
            _crashes = 0;
        }

        _crashes++;
        if (!_wasEverHealthy && _crashes >= options.StartAttempts)
        {
            return null;
        }

        return TimeSpan.FromSeconds(
            _crashes == 1
                ? options.FirstRestartDelaySeconds
                : Math.Min(options.RestartDelaySeconds * Math.Pow(2, _crashes - 2), options.RestartDelayLimitSeconds)
        );
    }
}
