using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace GreenMl.InferenceHosting.Server.Access;

/// <summary>Lets a request through when it shows the API key, if there is one, and when there is room for it.</summary>
internal sealed class AccessControl(ApiKey key, InFlightLimit limit)
{
    private const string BearerPrefix = "Bearer ";

    /// <summary>Where a load balancer or a supervisor asks whether the server is well.</summary>
    private static readonly FrozenSet<string> OpenPaths = FrozenSet.ToFrozenSet(
        ["/health", "/alive", "/ping", "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch"],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> InferencePaths = FrozenSet.ToFrozenSet(
        ["/inference.GRPCInferenceService/ModelInfer", "/invocations"],
        StringComparer.Ordinal
    );

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        if (!OpenPaths.Contains(path) && !HasKey(context.Request))
        {
            return Refusal.WriteUnauthenticatedAsync(context);
        }

        return InferencePaths.Contains(path) ? InvokeWithinLimitAsync(context, next) : next(context);
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
        if (key.Value is null)
        {
            return true;
        }

        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(header[BearerPrefix.Length..].Trim()),
                Encoding.UTF8.GetBytes(key.Value)
            );
    }
}
