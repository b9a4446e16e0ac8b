using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>Keeps the first rows of each class, classes in proportion. Rows that the source gives to the test are not limited.</summary>
internal static class RowLimit
{
    /// <summary>Marks the rows beyond the limit; 0 limits nothing.</summary>
    public static IReadOnlyList<SourceRow> Apply(IReadOnlyList<SourceRow> rows, int limit)
    {
        var counts = rows.Where(IsLimited).CountBy(row => row.Label!).ToDictionary(StringComparer.Ordinal);
        var total = counts.Values.Sum();
        if (limit == 0 || total <= limit)
        {
            return rows;
        }

        var quotas = Quotas(counts, total, limit);
        var limited = new List<SourceRow>(rows.Count);
        foreach (var row in rows)
        {
            var isKept = !IsLimited(row) || quotas[row.Label!]-- > 0;
            limited.Add(isKept ? row : row with { Fault = Reasons.RowLimit });
        }

        return limited;
    }

    private static bool IsLimited(SourceRow row) => row.Fault is null && row.Split != DatasetSplits.Test;

    /// <summary>Hare's method of largest remainders; equal remainders go to the ordinally first class.</summary>
    private static Dictionary<string, int> Quotas(Dictionary<string, int> counts, int total, int limit)
    {
        var quotas = counts.ToDictionary(
            pair => pair.Key,
            pair => (int)((long)pair.Value * limit / total),
            StringComparer.Ordinal
        );
        var left = limit - quotas.Values.Sum();
        var byRemainder = counts
            .OrderByDescending(pair => (long)pair.Value * limit % total)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal);
        foreach (var (label, _) in byRemainder.Take(left).ToArray())
        {
            quotas[label]++;
        }

        return quotas;
    }
}
