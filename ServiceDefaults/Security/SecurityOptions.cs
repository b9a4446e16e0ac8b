namespace GreenMl.ServiceDefaults.Security;

/// <summary>Who may call. Without an issuer the API key of the home folder is asked for, and only loopback is bound.</summary>
public sealed class SecurityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Security";

    /// <summary>The OpenID Connect issuer whose tokens are accepted, an https URL; empty for API keys.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The audience that tokens must name; required with an issuer.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The API key file; empty for <c>api-key</c> in the home folder.</summary>
    public string ApiKeyFile { get; set; } = "";
}
