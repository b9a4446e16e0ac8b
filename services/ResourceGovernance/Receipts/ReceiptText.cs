using System.Text;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Optimization.V1;
using WireFootprint = GreenMl.Contracts.Ledger.V1.Footprint;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>A receipt as plain text for a terminal.</summary>
internal static class ReceiptText
{
    public static string Write(Receipt receipt)
    {
        var text = new StringBuilder();
        WriteHead(text, receipt);
        WritePhases(text, receipt);
        WriteVariants(text, receipt);
        WriteComparisons(text, receipt);
        WriteList(text, "Decisions", [.. receipt.Phases.SelectMany(Decisions)]);
        WriteList(text, "Factors", ReceiptFormat.Factors(receipt));
        WriteList(text, "Read with care", receipt.Caveats);
        WriteEnd(text, receipt);
        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, Receipt receipt)
    {
        var seconds = (receipt.FinishedAt - receipt.StartedAt).ToTimeSpan().TotalSeconds;
        text.AppendLine(
            $"Receipt of {receipt.Name}: {receipt.State.ToString().ToLowerInvariant()} after {ReceiptFormat.Seconds(seconds)}"
        );
        text.AppendLine($"run {receipt.RunId}, {receipt.StartedAt.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss} UTC");
        if (receipt.Failure is { } failure)
        {
            text.AppendLine($"{failure.Reason}: {failure.Message}");
        }
    }

    private static void WritePhases(StringBuilder text, Receipt receipt)
    {
        string[] header = ["", "energy [low - high]", "carbon", "cost", "time", "CPU", "test accuracy"];
        var rows = receipt
            .Phases.Select(phase =>
                Row(
                    ReceiptFormat.Phase(phase),
                    phase.Footprint,
                    ReceiptFormat.Seconds(phase.DurationSeconds),
                    ReceiptFormat.Seconds(phase.CpuSeconds),
                    ReceiptFormat.Accuracy(phase.Accuracy)
                )
            )
            .Append(Row("unattributed", receipt.Unattributed, "", "", ""))
            .Append(Row("total", receipt.Total, "", "", ""));
        WriteTable(text, [header, .. rows]);
    }

    private static string[] Row(string name, WireFootprint footprint, string time, string cpu, string accuracy) =>
        [
            name,
            ReceiptFormat.Energy(footprint.EnergyJoules),
            ReceiptFormat.Carbon(footprint),
            ReceiptFormat.Cost(footprint.CostUsd),
            time,
            cpu,
            accuracy,
        ];

    private static void WriteVariants(StringBuilder text, Receipt receipt)
    {
        if (receipt.Variants.Count == 0)
        {
            return;
        }

        string[] header = ["variant", "size", "CPU-µs", "mJ an inference [low - high]", "p95", "accuracy", "verdict"];
        WriteTable(text, [header, .. receipt.Variants.Select(Row)]);
    }

    private static string[] Row(Variant variant) =>
        [
            variant.Name,
            $"{variant.SizeBytes / 1024.0:N0} KiB",
            $"{variant.CpuSecondsPerInference * 1e6:N0}",
            ReceiptFormat.Millijoules(variant.JoulesPerInference),
            $"{variant.LatencyP95Milliseconds:N2} ms",
            ReceiptFormat.Accuracy(variant.Accuracy),
            variant.Accepted ? "accepted" : "rejected",
        ];

    private static void WriteComparisons(StringBuilder text, Receipt receipt)
    {
        if (receipt.Comparisons.Count > 0)
        {
            string[] header = ["against the baseline", "baseline", "this run", "saving"];
            WriteTable(text, [header, .. receipt.Comparisons.Select(Row)]);
        }

        if (receipt.HasBreakEvenPredictions)
        {
            text.AppendLine(
                $"The energy of the optimization is earned back after {receipt.BreakEvenPredictions:N0} predictions."
            );
        }
    }

    private static string[] Row(Comparison comparison) =>
        [
            comparison.Quantity,
            ReceiptFormat.Amount(comparison.Baseline, comparison.Unit),
            ReceiptFormat.Amount(comparison.Optimized, comparison.Unit),
            ReceiptFormat.Saving(comparison),
        ];

    private static IEnumerable<string> Decisions(PhaseReceipt phase) =>
        phase.Decisions.Select(decision => $"{ReceiptFormat.Phase(phase)}: {decision}");

    private static void WriteList(StringBuilder text, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine(title);
        foreach (var line in lines)
        {
            text.AppendLine($"  - {line}");
        }
    }

    private static void WriteEnd(StringBuilder text, Receipt receipt)
    {
        if (receipt.PredictCommand.Length > 0)
        {
            text.AppendLine().AppendLine("Try it").AppendLine($"  {receipt.PredictCommand}");
        }
    }

    /// <summary>Columns as wide as their widest cell, the first to the left, the others to the right.</summary>
    private static void WriteTable(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        text.AppendLine();
        var widths = Enumerable
            .Range(0, rows[0].Length)
            .Select(column => rows.Max(row => row[column].Length))
            .ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select(
                (cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])
            );
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
