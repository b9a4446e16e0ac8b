using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GreenMl.ServiceDefaults.Security;

/// <summary>The scheme's only setting.</summary>
internal sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    public string Key { get; set; } = "";

    public string KeyFile { get; set; } = "";
}

/// <summary>Accepts <c>authorization: Bearer &lt;key&gt;</c> with the key of the key file.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<ApiKeyOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<ApiKeyOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var given = Encoding.UTF8.GetBytes(header[Prefix.Length..].Trim());
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Options.Key)))
        {
            return Task.FromResult(AuthenticateResult.Fail("unknown API key"));
        }

        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "api-key")], SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), SchemeName)));
    }

    /// <summary>A gRPC client reads trailers, not HTTP status codes: it gets the same words as UNAUTHENTICATED.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var message =
            $"The API key is missing or unknown. Send 'authorization: Bearer <key>' with the key in {Options.KeyFile}.";
        if (Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true)
        {
            Response.ContentType = "application/grpc";
            Response.Headers["grpc-status"] = ((int)StatusCode.Unauthenticated).ToString();
            Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer";
        await Response.WriteAsJsonAsync(new { code = (int)StatusCode.Unauthenticated, message });
    }
}
