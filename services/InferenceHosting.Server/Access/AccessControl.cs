using System.Security.Cryptography;
using System.Text;

namespace GreenMl.InferenceHosting.Server.Access;

/// <summary>Lets a request through when it shows the API key, if there is one, and when there is room for it.</summary>
internal sealed class AccessControl(ApiKey key, InFlightLimit limit)
{
    private const string BearerPrefix = "Bearer ";

    private readonly byte[]? _key = key.Value is null ? null : Encoding.UTF8.GetBytes(key.Value);

    /// <summary>Serves the request by <paramref name="next"/> or refuses it.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var rule = context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>();
        if (rule is not { NeedsKey: false } && !HasKey(context.Request))
        {
            return Refusal.WriteUnauthenticatedAsync(context);
        }

        return rule is { IsLimited: true } ? InvokeWithinLimitAsync(context, next) : next(context);
    }

    // Before the body is read, so that the bodies held in memory are bounded too.
    private async Task InvokeWithinLimitAsync(HttpContext context, RequestDelegate next)
    {
        if (!limit.TryEnter())
        {
            await Refusal.WriteExhaustedAsync(context, limit.Limit);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            limit.Leave();
        }
    }

    private bool HasKey(HttpRequest request)
    {
        if (_key is null)
        {
            return true;
        }

        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(header[BearerPrefix.Length..].Trim()),
                _key
            );
    }
}
