using System.Net;
using Microsoft.Extensions.Configuration;

namespace GreenMl.ServiceDefaults.Security;

/// <summary>Refuses addresses beyond loopback unless they are encrypted and callers bring tokens.</summary>
public static class BindGuard
{
    /// <summary>Checks every Kestrel endpoint of the configuration.</summary>
    /// <exception cref="InvalidOperationException">An endpoint is open to others without TLS and an issuer.</exception>
    public static void Check(IConfiguration configuration, SecurityOptions security)
    {
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            Check($"Kestrel:Endpoints:{endpoint.Key}:Url", endpoint["Url"], security);
        }

        foreach (var url in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            Check("urls", url, security);
        }
    }

    private static void Check(string field, string? url, SecurityOptions security)
    {
        if (url is null || IsLoopback(url))
        {
            return;
        }

        var isEncrypted = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (!isEncrypted || security.Issuer.Length == 0)
        {
            throw new InvalidOperationException(
                $"{field} is {url}: an address beyond loopback needs https and {SecurityOptions.Section}:Issuer. "
                    + "Bind 127.0.0.1, or configure both."
            );
        }
    }

    /// <summary>Kestrel takes <c>*</c> and <c>+</c> for every address; they are no loopback.</summary>
    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (
            uri.Host == "localhost"
            || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
        );
}
