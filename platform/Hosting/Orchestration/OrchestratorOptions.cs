using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>How processes are watched, restarted and stopped: section <c>GreenMl:Orchestrator</c>.</summary>
internal sealed class OrchestratorOptions
{
    public const string Section = "GreenMl:Orchestrator";

    /// <summary>Seconds between a request to stop (SIGTERM) and the kill of the process tree. Default 6.</summary>
    [Range(0, 600)]
    public double StopGraceSeconds { get; set; } = 6;

    /// <summary>Seconds that stopping everything may take; then whatever still runs is killed. Default 15.</summary>
    [Range(0, 3600)]
    public double StopLimitSeconds { get; set; } = 15;

    /// <summary>Seconds before the first restart after a crash; short, so that a kill is hardly noticed. Default 0.2.</summary>
    [Range(0, 60)]
    public double FirstRestartDelaySeconds { get; set; } = 0.2;

    /// <summary>Seconds before the second restart; every further one waits twice as long. Default 1.</summary>
    [Range(0.01, 60)]
    public double RestartDelaySeconds { get; set; } = 1;

    /// <summary>The longest wait before a restart, in seconds. Default 30.</summary>
    [Range(0.01, 3600)]
    public double RestartDelayLimitSeconds { get; set; } = 30;

    /// <summary>Seconds of health after which the count of crashes starts again at none. Default 60.</summary>
    [Range(0, 86400)]
    public double RestartResetSeconds { get; set; } = 60;

    /// <summary>
    /// How often a resource is started before it is given up, if it never was healthy. Default 3.
    /// One that was healthy once is restarted for as long as the AppHost runs.
    /// </summary>
    [Range(1, 100)]
    public int StartAttempts { get; set; } = 3;

    /// <summary>Seconds between two checks of a healthy resource. Default 30.</summary>
    [Range(0.05, 3600)]
    public double HealthIntervalSeconds { get; set; } = 30;

    /// <summary>Seconds that one health check may take. Default 5.</summary>
    [Range(0.05, 600)]
    public double HealthTimeoutSeconds { get; set; } = 5;

    /// <summary>The size in bytes at which a log file is put aside. Default 8 MiB.</summary>
    [Range(1024, 1L << 31)]
    public long LogFileBytes { get; set; } = 8 << 20;

    /// <summary>How many log files are kept for a resource beside the current one. Default 2.</summary>
    [Range(0, 100)]
    public int LogFilesKept { get; set; } = 2;

    public TimeSpan StopGrace => TimeSpan.FromSeconds(StopGraceSeconds);

    public TimeSpan HealthInterval => TimeSpan.FromSeconds(HealthIntervalSeconds);

    public TimeSpan HealthTimeout => TimeSpan.FromSeconds(HealthTimeoutSeconds);
}

[OptionsValidator]
internal sealed partial class OrchestratorOptionsValidator : IValidateOptions<OrchestratorOptions>;
