using System.Globalization;

namespace GreenMl.ServiceDefaults.Errors;

/// <summary>The rules of the fields that requests of every service share.</summary>
public static class RequestRules
{
    private const int DefaultPageSize = 50;
    private const int MaximumPageSize = 200;
    private const int MaximumKeyLength = 128;

    /// <summary>Checks an <c>idempotency_key</c>.</summary>
    /// <exception cref="Grpc.Core.RpcException">It is empty or longer than 128 characters.</exception>
    public static void CheckIdempotencyKey(string key)
    {
        if (key.Length is 0 or > MaximumKeyLength)
        {
            throw RpcErrors.InvalidArgument(
                "idempotency_key",
                $"has {key.Length} characters: it must have 1 to {MaximumKeyLength}; a UUID does"
            );
        }
    }

    /// <summary>Reads <c>page_size</c> and <c>page_token</c> of a list that goes from the newest position down.</summary>
    /// <returns>The page's size, and the position before which it begins.</returns>
    /// <exception cref="Grpc.Core.RpcException">Either breaks a rule.</exception>
    public static (int Size, long Before) Page(int pageSize, string pageToken)
    {
        if (pageSize is < 0 or > MaximumPageSize)
        {
            throw RpcErrors.InvalidArgument(
                "page_size",
                $"is {pageSize}: it must lie in 1..{MaximumPageSize}; 0 means {DefaultPageSize}"
            );
        }

        var size = pageSize == 0 ? DefaultPageSize : pageSize;
        if (pageToken.Length == 0)
        {
            return (size, long.MaxValue);
        }

        return long.TryParse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture, out var before)
            ? (size, before)
            : throw RpcErrors.InvalidArgument(
                "page_token",
                $"is '{pageToken}': pass next_page_token of the page before"
            );
    }

    /// <summary>The token of the page that begins before <paramref name="position"/>.</summary>
    public static string PageToken(long position) => position.ToString(CultureInfo.InvariantCulture);
}
