using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Security;

/// <summary>
/// What the Authorization header of AWS signature version 4 says: <paramref name="Date"/> is the day of the key as
/// yyyyMMdd, <paramref name="Signature"/> 64 hex digits.
/// </summary>
internal sealed record SignatureClaim(
    string AccessKeyId,
    string Date,
    string Region,
    string Service,
    IReadOnlyList<string> SignedHeaders,
    string Signature
)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string Terminator = "aws4_request";

    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <exception cref="AwsException">MissingAuthenticationToken or IncompleteSignature.</exception>
    public static SignatureClaim Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
        {
            throw new AwsException(
                "MissingAuthenticationTokenException",
                "Request is missing Authentication Token",
                "MissingAuthenticationToken",
                StatusCodes.Status403Forbidden
            );
        }

        var parts = header.StartsWith(Algorithm + " ", StringComparison.Ordinal)
            ? Split(header[(Algorithm.Length + 1)..])
            : [];
        var isComplete =
            parts.GetValueOrDefault("Credential", "").Split('/')
                is [{ Length: > 0 }, { Length: 8 }, { Length: > 0 }, { Length: > 0 }, Terminator]
            && parts.ContainsKey("SignedHeaders")
            && parts.ContainsKey("Signature");
        if (!isComplete)
        {
            throw new AwsException(
                "IncompleteSignatureException",
                $"The Authorization header must be {Algorithm} with Credential, SignedHeaders and Signature.",
                "IncompleteSignature"
            );
        }

        var credential = parts["Credential"].Split('/');
        return new SignatureClaim(
            credential[0],
            credential[1],
            credential[2],
            credential[3],
            parts["SignedHeaders"].Split(';'),
            parts["Signature"]
        );
    }

    private static Dictionary<string, string> Split(string fields)
    {
        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        foreach (var field in fields.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = field.IndexOf('=');
            if (equals > 0)
            {
                parts[field[..equals]] = field[(equals + 1)..];
            }
        }

        return parts;
    }
}
