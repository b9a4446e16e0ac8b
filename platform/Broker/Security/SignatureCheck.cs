using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GreenMl.Platform.Broker.Protocol;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker.Security;

/// <summary>Accepts only requests signed with the configured key; accepts every request when there is none.</summary>
internal sealed class SignatureCheck(IOptions<BrokerOptions> options, TimeProvider time)
{
    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string ContentHashHeader = "x-amz-content-sha256";
    private const string DateHeader = "x-amz-date";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    /// <summary>Checks all that needs no body.</summary>
    /// <returns>Null when requests need no signature.</returns>
    /// <exception cref="AwsException">MissingAuthenticationToken, IncompleteSignature, InvalidClientTokenId or SignatureDoesNotMatch.</exception>
    public SignatureClaim? ReadClaim(HttpRequest request, string service)
    {
        if (!options.Value.RequiresSignature)
        {
            return null;
        }

        var claim = SignatureClaim.Parse(request.Headers.Authorization);
        if (claim.AccessKeyId != options.Value.AccessKeyId)
        {
            throw new AwsException(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
                "InvalidClientTokenId",
                StatusCodes.Status403Forbidden
            );
        }

        CheckTime(claim, request.Headers[DateHeader].ToString());
        if (claim.Service != service)
        {
            throw Mismatch($"Credential should be scoped to correct service: '{service}'.");
        }

        return
            claim.SignedHeaders.Contains("host", StringComparer.Ordinal)
            && claim.SignedHeaders.Contains(DateHeader, StringComparer.Ordinal)
            ? claim
            : throw Mismatch($"'host' and '{DateHeader}' must be signed headers.");
    }

    /// <exception cref="AwsException">SignatureDoesNotMatch.</exception>
    public void Verify(SignatureClaim? claim, HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (claim is null)
        {
            return;
        }

        var expected = SignatureV4.Compute(
            claim,
            options.Value.SecretAccessKey!,
            request,
            request.Headers[DateHeader].ToString(),
            body
        );
        if (
            !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(expected),
                Encoding.ASCII.GetBytes(claim.Signature)
            ) || !HasSignedHash(request, body)
        )
        {
            throw Mismatch(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                    + "Access Key and signing method. Consult the service documentation for details."
            );
        }
    }

    private static bool HasSignedHash(HttpRequest request, ReadOnlySpan<byte> body) =>
        request.Headers[ContentHashHeader].ToString() is var hash
        && (hash.Length == 0 || hash == Convert.ToHexStringLower(SHA256.HashData(body)));

    private void CheckTime(SignatureClaim claim, string timestamp)
    {
        var isTime = DateTimeOffset.TryParseExact(
            timestamp,
            TimestampFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var signed
        );
        if (!isTime || !timestamp.StartsWith(claim.Date, StringComparison.Ordinal))
        {
            throw new AwsException(
                "IncompleteSignatureException",
                $"{DateHeader} must be like 20260131T235959Z and of the day in the Credential; it is '{timestamp}'.",
                "IncompleteSignature"
            );
        }

        var now = time.GetUtcNow();
        if ((now - signed).Duration() > Tolerance)
        {
            var now4 = now.ToString(TimestampFormat, CultureInfo.InvariantCulture);
            throw Mismatch(
                signed < now
                    ? $"Signature expired: {timestamp} is now earlier than 15 min. before {now4}"
                    : $"Signature not yet current: {timestamp} is still later than 15 min. after {now4}"
            );
        }
    }

    private static AwsException Mismatch(string message) =>
        new("InvalidSignatureException", message, "SignatureDoesNotMatch", StatusCodes.Status403Forbidden);
}
