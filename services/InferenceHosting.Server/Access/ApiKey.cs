using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting.Server.Access;

/// <summary>The key that callers must show.</summary>
internal sealed class ApiKey
{
    private ApiKey(string? value) => Value = value;

    /// <summary>The key; null when none is set, and then only loopback addresses are served.</summary>
    public string? Value { get; }

    /// <summary>Takes the key from the options, directly or from the file that they name.</summary>
    /// <exception cref="OptionsValidationException">The file is missing or empty.</exception>
    public static async Task<ApiKey> ReadAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        if (options.ApiKeyFile is not { Length: > 0 } file)
        {
            return new ApiKey(options.ApiKey is { Length: > 0 } key ? key : null);
        }

        var content = File.Exists(file) ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : "";
        return content.Length > 0
            ? new ApiKey(content)
            : throw new OptionsValidationException(
                ServerOptions.Section,
                typeof(ServerOptions),
                [$"Server:ApiKeyFile is '{file}', which is missing or empty; write the key into it."]
            );
    }
}
