using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace GreenMl.Platform.Broker.Security;

/// <summary>AWS signature version 4, as the AWS documentation "Create a signed AWS API request" defines it.</summary>
internal static class SignatureV4
{
    /// <summary>The signature that the request should have, 64 hex digits.</summary>
    public static string Compute(
        SignatureClaim claim,
        string secretAccessKey,
        HttpRequest request,
        string timestamp,
        ReadOnlySpan<byte> body
    )
    {
        var canonical = Canonical(claim, request, Convert.ToHexStringLower(SHA256.HashData(body)));
        var canonicalHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var toSign = $"{SignatureClaim.Algorithm}\n{timestamp}\n{claim.Scope}\n{canonicalHash}";
        return Convert.ToHexStringLower(Hmac(SigningKey(claim, secretAccessKey), toSign));
    }

    private static byte[] SigningKey(SignatureClaim claim, string secretAccessKey)
    {
        var day = Hmac(Encoding.UTF8.GetBytes("AWS4" + secretAccessKey), claim.Date);
        return Hmac(Hmac(Hmac(day, claim.Region), claim.Service), SignatureClaim.Terminator);
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Canonical(SignatureClaim claim, HttpRequest request, string bodyHash)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.Append(CanonicalPath(request.Path)).Append('\n');
        text.Append(CanonicalQuery(request.QueryString)).Append('\n');
        foreach (var name in claim.SignedHeaders)
        {
            text.Append(name).Append(':').Append(CanonicalValue(request, name)).Append('\n');
        }

        return text.Append('\n').AppendJoin(';', claim.SignedHeaders).Append('\n').Append(bodyHash).ToString();
    }

    private static string CanonicalPath(PathString path)
    {
        // Services other than S3 encode the segments of the path once more.
        var encoded = path.HasValue ? path.ToUriComponent() : "/";
        return string.Join('/', encoded.Split('/').Select(Uri.EscapeDataString));
    }

    private static string CanonicalQuery(QueryString query) =>
        string.Join(
            '&',
            QueryHelpers
                .ParseQuery(query.Value)
                .SelectMany(pair => pair.Value, (pair, value) => (Name: pair.Key, Value: value ?? ""))
                .Select(pair => (Name: Uri.EscapeDataString(pair.Name), Value: Uri.EscapeDataString(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    private static string CanonicalValue(HttpRequest request, string name)
    {
        var values = name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase)
            ? [request.Host.ToUriComponent()]
            : request.Headers[name].ToArray();
        return string.Join(',', values.Select(value => CollapseSpaces(value ?? "")));
    }

    private static string CollapseSpaces(string value) =>
        string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
