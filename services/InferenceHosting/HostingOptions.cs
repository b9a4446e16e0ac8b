using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting;

/// <summary>How endpoints are kept in service.</summary>
internal sealed class HostingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Hosting";

    /// <summary>Longest pause before a server that ended is started again, 1 to 600 seconds. The first comes at once.</summary>
    [Range(1, 600)]
    public double MaxRestartDelaySeconds { get; set; } = 30;

    /// <summary>How long a server may take to load and warm its model, 1 to 3600 seconds.</summary>
    [Range(1, 3600)]
    public double ReadyTimeoutSeconds { get; set; } = 60;
}

/// <summary>Checks <see cref="HostingOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class HostingOptionsValidator : IValidateOptions<HostingOptions>;
