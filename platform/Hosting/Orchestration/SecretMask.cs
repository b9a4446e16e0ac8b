namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>Keeps the values of secret parameters out of everything that is shown or written.</summary>
/// <param name="secrets">The values. Those shorter than 4 characters are left alone: they would mask ordinary words.</param>
internal sealed class SecretMask(IEnumerable<string> secrets)
{
    private const string Shown = "***";

    /// <summary>Longest first, so that a secret that contains another leaves no rest.</summary>
    private readonly string[] _secrets =
    [
        .. secrets.Where(secret => secret.Length >= 4).OrderByDescending(secret => secret.Length),
    ];

    public string Apply(string text) =>
        _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, Shown, StringComparison.Ordinal));
}
