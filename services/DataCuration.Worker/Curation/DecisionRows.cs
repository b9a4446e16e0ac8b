using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker.Curation;

/// <summary>Puts the decisions about examples and the faults of other rows into one table, a row for every source row.</summary>
internal static class DecisionRows
{
    /// <summary>The decisions in source order.</summary>
    public static DecisionTable Of(SourceTable table, CurationOutcome outcome)
    {
        var decisions = new List<RowDecision>(table.Rows.Count);
        var example = 0;
        foreach (var row in table.Rows)
        {
            decisions.Add(row.Fault is null ? outcome.Decisions[example++] : Faulty(row));
        }

        return new DecisionTable(decisions, table.Annotations);
    }

    private static RowDecision Faulty(SourceRow row) =>
        new()
        {
            Source = row.Key,
            IsKept = false,
            Reason = row.Fault!,
            Split = row.Split,
        };
}
