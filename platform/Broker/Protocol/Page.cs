using System.Text;

namespace GreenMl.Platform.Broker.Protocol;

/// <summary>One page of a list that is ordered by its items. The token to go on is the last item, in base64.</summary>
internal sealed record Page(IReadOnlyList<string> Items, string? NextToken)
{
    /// <summary>
    /// Reads a page with <paramref name="read"/>: up to so many items after the given one. Without
    /// <paramref name="maxResults"/> it holds as many as fit and has no token, as at AWS.
    /// </summary>
    /// <exception cref="AwsException">InvalidParameterValue.</exception>
    public static Page From(int? maxResults, string? nextToken, int largest, Func<string, int, List<string>> read)
    {
        var size = maxResults ?? largest;
        if (size < 1 || size > largest)
        {
            throw AwsException.InvalidValue(size, "MaxResults", $"Must be between 1 and {largest}.");
        }

        var items = read(Decode(nextToken), size + 1);
        if (items.Count <= size)
        {
            return new Page(items, null);
        }

        items.RemoveAt(size);
        return new Page(items, maxResults is null ? null : Encode(items[^1]));
    }

    public static string Encode(string last) => Convert.ToBase64String(Encoding.UTF8.GetBytes(last));

    /// <exception cref="AwsException">InvalidParameterValue.</exception>
    public static string Decode(string? token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token ?? ""));
        }
        catch (FormatException)
        {
            throw AwsException.InvalidValue(token!, "NextToken", "It is not a token that this endpoint gave.");
        }
    }
}
