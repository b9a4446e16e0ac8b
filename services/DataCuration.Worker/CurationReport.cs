using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Datasets;

namespace GreenMl.DataCuration.Worker;

/// <summary>Sums a curation up.</summary>
internal static class CurationReport
{
    private const int LeakageExamples = 10;

    /// <summary>The report without its timings.</summary>
    public static CurationResult Of(
        DatasetManifest manifest,
        SourceTable table,
        Examples examples,
        CurationOutcome outcome,
        CurationPolicy policy
    )
    {
        var decisions = DecisionRows.Of(table, outcome).Rows;
        return new CurationResult
        {
            ManifestId = manifest.Id,
            SourceRows = table.Rows.Count,
            TrainingRows = manifest.RowsOf(DatasetSplits.Train),
            ValidationRows = manifest.RowsOf(DatasetSplits.Validation),
            TestRows = manifest.RowsOf(DatasetSplits.Test),
            KeptRows = CountByReason(decisions.Where(decision => decision.IsKept)),
            DroppedRows = CountByReason(decisions.Where(decision => !decision.IsKept)),
            Classes = examples.Classes.Count,
            Shape = examples.Shape,
            Leakage = Leakage(outcome.Leaks, policy),
            Notes = Notes(examples, policy),
            Timings = [],
        };
    }

    private static SortedDictionary<string, int> CountByReason(IEnumerable<RowDecision> decisions) =>
        new(decisions.CountBy(decision => decision.Reason).ToDictionary(), StringComparer.Ordinal);

    private static LeakageReport Leakage(IReadOnlyList<Leak> leaks, CurationPolicy policy) =>
        new(
            leaks.Count(leak => leak.IsExact),
            leaks.Count(leak => !leak.IsExact),
            AreDropped: !policy.IsRaw,
            [.. leaks.Take(LeakageExamples).Select(leak => new LeakageExample(leak.Train, leak.Test, leak.IsExact))]
        );

    private static List<string> Notes(Examples examples, CurationPolicy policy)
    {
        var notes = new List<string>();
        if (policy.Deduplication == Deduplication.ExactAndNear && examples.Kind == DatasetKind.Tabular)
        {
            notes.Add(
                "Near duplicates are defined for images only: among tabular rows only exact duplicates were looked for."
            );
        }

        if (policy.Deduplication == Deduplication.None)
        {
            notes.Add("Duplicates were not looked for, so leakage between the splits is unknown.");
        }

        if (policy.IsRaw)
        {
            notes.Add(
                "Raw snapshot: every usable row is kept; test and validation rows are those of the curated data set."
            );
        }

        return notes;
    }
}
