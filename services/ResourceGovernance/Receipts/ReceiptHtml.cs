using System.Net;
using System.Text;
using GreenMl.Contracts.Ledger.V1;
using WireFootprint = GreenMl.Contracts.Ledger.V1.Footprint;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>A receipt as one self-contained HTML page: no script, nothing loaded from elsewhere.</summary>
internal static class ReceiptHtml
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; color: #1b2a1f; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; } th, td { padding: .3rem .6rem; text-align: right; }
        th:first-child, td:first-child { text-align: left; } tr { border-bottom: 1px solid #d9e2da; }
        tr.total { font-weight: 600; } .loss { color: #a33000; } code { background: #eef3ee; padding: .2rem .4rem; }
        @media (prefers-color-scheme: dark) { body { background: #101611; color: #dfe8e0; } code { background: #1c261e; } }
        """;

    public static string Write(Receipt receipt)
    {
        var html = new StringBuilder();
        var title = Encode($"Receipt of {receipt.Name}");
        html.AppendLine($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>");
        html.AppendLine($"<style>{Style}</style></head><body><h1>{title}</h1>");
        html.AppendLine($"<p>Run {Encode(receipt.RunId)}: {receipt.State.ToString().ToLowerInvariant()}");
        html.AppendLine(
            $"after {ReceiptFormat.Seconds((receipt.FinishedAt - receipt.StartedAt).ToTimeSpan().TotalSeconds)}.</p>"
        );
        if (receipt.Failure is { } failure)
        {
            html.AppendLine($"<p class=\"loss\">{Encode($"{failure.Reason}: {failure.Message}")}</p>");
        }

        WritePhases(html, receipt);
        WriteVariants(html, receipt);
        WriteComparisons(html, receipt);
        WriteList(html, "Factors", ReceiptFormat.Factors(receipt));
        WriteList(html, "Read with care", receipt.Caveats);
        if (receipt.PredictCommand.Length > 0)
        {
            html.AppendLine($"<h2>Try it</h2><p><code>{Encode(receipt.PredictCommand)}</code></p>");
        }

        return html.AppendLine("</body></html>").ToString();
    }

    private static void WritePhases(StringBuilder html, Receipt receipt)
    {
        html.AppendLine("<h2>Phases</h2><table>");
        WriteRow(html, "th", ["", "energy [low - high]", "carbon", "cost", "time", "CPU", "test accuracy"]);
        foreach (var phase in receipt.Phases)
        {
            WriteRow(
                html,
                "td",
                [
                    ReceiptFormat.Phase(phase),
                    .. Cells(phase.Footprint),
                    ReceiptFormat.Seconds(phase.DurationSeconds),
                    ReceiptFormat.Seconds(phase.CpuSeconds),
                    ReceiptFormat.Accuracy(phase.Accuracy),
                ]
            );
        }

        WriteRow(html, "td", ["unattributed", .. Cells(receipt.Unattributed), "", "", ""]);
        WriteRow(html, "td", ["total", .. Cells(receipt.Total), "", "", ""], "total");
        html.AppendLine("</table>");
        WriteList(
            html,
            "Decisions",
            [.. receipt.Phases.SelectMany(phase => phase.Decisions.Select(d => $"{ReceiptFormat.Phase(phase)}: {d}"))]
        );
    }

    private static string[] Cells(WireFootprint footprint) =>
        [
            ReceiptFormat.Energy(footprint.EnergyJoules),
            ReceiptFormat.Carbon(footprint),
            ReceiptFormat.Cost(footprint.CostUsd),
        ];

    private static void WriteVariants(StringBuilder html, Receipt receipt)
    {
        if (receipt.Variants.Count == 0)
        {
            return;
        }

        html.AppendLine("<h2>Variants</h2><table>");
        WriteRow(html, "th", ["variant", "size", "CPU-µs", "mJ an inference", "p95", "accuracy", "verdict"]);
        foreach (var variant in receipt.Variants)
        {
            WriteRow(
                html,
                "td",
                [
                    variant.Name,
                    $"{variant.SizeBytes / 1024.0:N0} KiB",
                    $"{variant.CpuSecondsPerInference * 1e6:N0}",
                    ReceiptFormat.Millijoules(variant.JoulesPerInference),
                    $"{variant.LatencyP95Milliseconds:N2} ms",
                    ReceiptFormat.Accuracy(variant.Accuracy),
                    variant.Reason,
                ]
            );
        }

        html.AppendLine("</table>");
    }

    private static void WriteComparisons(StringBuilder html, Receipt receipt)
    {
        if (receipt.Comparisons.Count == 0)
        {
            return;
        }

        html.AppendLine("<h2>Against the baseline</h2><table>");
        WriteRow(html, "th", ["", "baseline", "this run", "saving"]);
        foreach (var comparison in receipt.Comparisons)
        {
            WriteRow(
                html,
                "td",
                [
                    comparison.Quantity,
                    ReceiptFormat.Amount(comparison.Baseline, comparison.Unit),
                    ReceiptFormat.Amount(comparison.Optimized, comparison.Unit),
                    ReceiptFormat.Saving(comparison),
                ],
                comparison.SavingFraction < 0 ? "loss" : ""
            );
        }

        html.AppendLine("</table>");
    }

    private static void WriteRow(StringBuilder html, string tag, IEnumerable<string> cells, string cssClass = "")
    {
        html.Append(cssClass.Length > 0 ? $"<tr class=\"{cssClass}\">" : "<tr>");
        foreach (var cell in cells)
        {
            html.Append($"<{tag}>{Encode(cell)}</{tag}>");
        }

        html.AppendLine("</tr>");
    }

    private static void WriteList(StringBuilder html, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        html.AppendLine($"<h2>{title}</h2><ul>");
        foreach (var line in lines)
        {
            html.AppendLine($"<li>{Encode(line)}</li>");
        }

        html.AppendLine("</ul>");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
