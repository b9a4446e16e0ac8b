using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Footprint.Accounting;
using GreenMl.ResourceGovernance.Runs;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>A step of a run on its receipt: what it used, and what was decided.</summary>
internal static class PhaseReceipts
{
    public static PhaseReceipt Create(RunSagaStep step, WorkFootprint footprint) =>
        new()
        {
            Phase = RunView.ToWire(step.Phase),
            Baseline = step.IsBaseline,
            JobId = step.JobId.ToString(),
            Footprint = FootprintWire.ToWire(footprint),
            DurationSeconds = step.FinishedAt is { } end ? (end - step.StartedAt!.Value).TotalSeconds : 0,
            CpuSeconds = step.Measurements.Sum(measurement => measurement.CpuSeconds),
            Attempts = step.Attempts,
            Reused = step.Dataset?.Reused ?? false,
            Accuracy = Accuracy(step),
            Decisions = { Decisions(step) },
        };

    private static Proportion? Accuracy(RunSagaStep step) =>
        step.Optimized is { } optimized
            ? optimized.Variants.Single(variant => variant.Name == optimized.Chosen).Accuracy
            : step.Model?.TestAccuracy;

    private static IEnumerable<string> Decisions(RunSagaStep step) =>
        step switch
        {
            { Dataset: { } dataset } => Decisions(dataset),
            { Model: { } model } => [Decision(model)],
            { Optimized: { } optimized } => optimized.Variants.Skip(1).Select(Decision),
            _ => [],
        };

    private static IEnumerable<string> Decisions(DatasetVersion dataset)
    {
        if (dataset.Reused)
        {
            yield return "reused the version that the same source and recipe gave before";
        }

        foreach (var (reason, rows) in dataset.DroppedRows.OrderByDescending(entry => entry.Value))
        {
            yield return $"dropped {rows:N0} of {dataset.SourceRows:N0} rows: {reason}";
        }
    }

    private static string Decision(TrainedModel model) =>
        $"stopped after {model.Epochs} epochs ({model.StopReason}) at validation accuracy {model.ValidationAccuracy.Value:P2}";

    private static string Decision(Variant variant) => $"{variant.Name}: {variant.Reason}";
}
