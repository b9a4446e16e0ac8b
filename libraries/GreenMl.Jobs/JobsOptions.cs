using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>How jobs are run.</summary>
public sealed class JobsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jobs";

    /// <summary>Jobs that run at the same time, 1 to 64. On one machine they share its cores: 1 measures cleanest.</summary>
    [Range(1, 64)]
    public int MaxConcurrentJobs { get; set; } = 1;

    /// <summary>Jobs that may wait, 1 to 100000. More are refused with RESOURCE_EXHAUSTED.</summary>
    [Range(1, 100_000)]
    public int MaxQueuedJobs { get; set; } = 1000;

    /// <summary>Times the worker may die under a job before the job fails, 1 to 20.</summary>
    [Range(1, 20)]
    public int MaxCrashes { get; set; } = 3;

    /// <summary>
    /// Times a job may be started in all, 1 to 1000, whoever died or asked it to stop: a job that takes its service down
    /// with it at every start ends here.
    /// </summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 50;

    /// <summary>Pause before a job whose worker ended too early is tried again, 0 to 600 seconds.</summary>
    [Range(0, 600)]
    public double CrashBackoffSeconds { get; set; } = 1;
}

/// <summary>Checks <see cref="JobsOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class JobsOptionsValidator : IValidateOptions<JobsOptions>;
