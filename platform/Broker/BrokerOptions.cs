using System.ComponentModel.DataAnnotations;
using GreenMl.Platform.Broker.Storage;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker;

/// <summary>The section <c>Broker</c> of the configuration; appsettings.json lists every default.</summary>
internal sealed class BrokerOptions
{
    public const string Section = "Broker";

    /// <summary>SQLite file; relative paths start at the working directory. Empty: broker/broker.db under GREENML_HOME or .greenml.</summary>
    public string? DatabasePath { get; set; }

    /// <summary>Full: a commit survives power failure. Normal: it survives the death of the process only.</summary>
    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>With <see cref="SecretAccessKey"/>: every request must carry a valid AWS signature (version 4).</summary>
    public string? AccessKeyId { get; set; }

    public string? SecretAccessKey { get; set; }

    /// <summary>The account in ARNs and queue URLs.</summary>
    [RegularExpression("^[0-9]{12}$")]
    public string AccountId { get; set; } = "000000000000";

    /// <summary>The region in ARNs. Requests signed for another region are accepted.</summary>
    [RegularExpression("^[a-z0-9-]{1,32}$")]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Largest request, bytes. JSON escapes can make a 1 MiB message six times as long.</summary>
    [Range(65_536, 67_108_864)]
    public int MaxRequestBytes { get; set; } = 8 << 20;

    /// <summary>Bytes of the requests that are read or wait for their answer; more answers 503 ServiceUnavailable.</summary>
    [Range(65_536, 1 << 30)]
    public int MaxBufferedBytes { get; set; } = 64 << 20;

    /// <summary>Requests waiting for the writer; more answer 503 ServiceUnavailable.</summary>
    [Range(1, 1_000_000)]
    public int MaxPendingRequests { get; set; } = 4096;

    /// <summary>Requests that share one commit.</summary>
    [Range(1, 65_536)]
    public int MaxRequestsPerCommit { get; set; } = 256;

    /// <summary>Open connections; a long poll holds one.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1000;

    /// <summary>Received and neither deleted nor visible again, per standard queue; beyond it a receive answers OverLimit.</summary>
    [Range(1, 10_000_000)]
    public int MaxInFlight { get; set; } = 120_000;

    /// <summary>As <see cref="MaxInFlight"/>, per FIFO queue; beyond it a receive answers no message.</summary>
    [Range(1, 10_000_000)]
    public int MaxInFlightFifo { get; set; } = 20_000;

    public bool RequiresSignature => !string.IsNullOrEmpty(AccessKeyId);

    public string ResolveDatabasePath(string? greenMlHome)
    {
        var home = string.IsNullOrEmpty(greenMlHome) ? ".greenml" : greenMlHome;
        return Path.GetFullPath(
            string.IsNullOrEmpty(DatabasePath) ? Path.Combine(home, "broker", "broker.db") : DatabasePath
        );
    }
}

[OptionsValidator]
internal sealed partial class BrokerOptionsValidator : IValidateOptions<BrokerOptions>;

internal sealed class BrokerKeysValidator : IValidateOptions<BrokerOptions>
{
    public ValidateOptionsResult Validate(string? name, BrokerOptions options) =>
        string.IsNullOrEmpty(options.AccessKeyId) == string.IsNullOrEmpty(options.SecretAccessKey)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                "Broker:AccessKeyId and Broker:SecretAccessKey must be set together; "
                    + "one of them is empty, so no request could be verified."
            );
}
