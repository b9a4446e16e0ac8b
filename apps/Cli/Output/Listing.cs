using System.CommandLine;

namespace GreenMl.Cli.Output;

/// <summary>Reads lists page by page.</summary>
internal static class Listing
{
    private const int MaximumPage = 200;
    private const int MaximumLimit = 10_000;

    /// <summary>The option that bounds a list.</summary>
    public static Option<int> LimitOption()
    {
        var limit = new Option<int>("--limit")
        {
            Description = $"The most entries to list, newest first, 1 to {MaximumLimit}",
            DefaultValueFactory = _ => 50,
        };
        limit.Validators.Add(result =>
        {
            if (
                result.Tokens.Count == 1
                && int.TryParse(result.Tokens[0].Value, out var value)
                && value is < 1 or > MaximumLimit
            )
            {
                result.AddError($"--limit is {value}: it must lie in 1..{MaximumLimit}.");
            }
        });
        return limit;
    }

    /// <summary>At most <paramref name="limit"/> entries.</summary>
    /// <param name="limit">The most entries to read.</param>
    /// <param name="readPage">Reads a page of a size after a token: its entries and the token of the next page.</param>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        int limit,
        Func<int, string, Task<(IEnumerable<T> Entries, string Next)>> readPage
    )
    {
        var all = new List<T>();
        var token = "";
        do
        {
            var (entries, next) = await readPage(Math.Min(limit - all.Count, MaximumPage), token);
            all.AddRange(entries);
            token = next;
        } while (token.Length > 0 && all.Count < limit);

        return all;
    }
}
