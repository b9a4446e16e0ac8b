namespace GreenMl.Pipelines.Yaml;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Spelling
{
    private const int LongestWord = 40;

    /// <summary>The closest of <paramref name="words"/>, or null when none is close.</summary>
    public static string? Closest(string word, IEnumerable<string> words)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        var plain = word.ToLowerInvariant().Replace('_', '-').Replace(' ', '-');
        var allowed = Math.Max(1, plain.Length / 3);
        return words
            .Select(candidate => (Word: candidate, Distance: Distance(plain, candidate)))
            .Where(candidate => candidate.Distance <= allowed || IsPart(plain, candidate.Word))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();
    }

    /// <summary>Whether it is one of the words joined in <paramref name="candidate"/>: epochs of max-epochs.</summary>
    private static bool IsPart(string word, string candidate) => word.Length > 3 && candidate.Split('-').Contains(word);

    /// <summary>
    /// Letters to insert, remove, replace or swap with their neighbour on the way from one word to the other: the optimal
    /// string alignment distance (Damerau, 1964).
    /// </summary>
    private static int Distance(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                cost[i, j] =
                    i == 0 || j == 0
                        ? i + j
                        : Math.Min(
                            cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1),
                            Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1
                        );
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[from.Length, to.Length];
    }
}
