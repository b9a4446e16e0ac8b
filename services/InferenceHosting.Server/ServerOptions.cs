using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting.Server;

/// <summary>Settings of the inference server, section <c>Server</c> of the configuration.</summary>
public sealed class ServerOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Server";

    /// <summary>Folder of the model bundle; also <c>--bundle</c>. Default: SageMaker's model folder.</summary>
    [Required]
    public string Bundle { get; set; } = "/opt/ml/model";

    /// <summary>Most inferences served at one time, 1 to 4096; more are refused with RESOURCE_EXHAUSTED.</summary>
    [Range(1, 4096)]
    public int MaxInFlight { get; set; } = 64;

    /// <summary>Longest request message in bytes, 1 KiB to 1 GiB. Default: 64 MiB.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxMessageBytes { get; set; } = 64 << 20;

    /// <summary>
    /// Key that callers send as <c>authorization: Bearer key</c>; health checks need none. Without a key only loopback
    /// addresses are served.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>File that holds the key, instead of <see cref="ApiKey"/>.</summary>
    public string? ApiKeyFile { get; set; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ApiKey is { Length: > 0 } && ApiKeyFile is { Length: > 0 })
        {
            yield return new ValidationResult(
                "Server:ApiKey and Server:ApiKeyFile are both set; keep one of them.",
                [nameof(ApiKey), nameof(ApiKeyFile)]
            );
        }
    }
}

[OptionsValidator]
internal sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;
