using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Units;
using WireFootprint = GreenMl.Contracts.Ledger.V1.Footprint;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>How the numbers of a receipt are written, in text and HTML alike.</summary>
internal static class ReceiptFormat
{
    public static string Phase(PhaseReceipt phase)
    {
        var name = phase.Phase.ToString().ToLowerInvariant();
        return phase.Baseline ? $"{name} (baseline)" : name;
    }

    public static string Energy(Estimate joules) =>
        $"{Units.Energy.FromJoules(joules.Central)} [{Units.Energy.FromJoules(joules.Low)} - {Units.Energy.FromJoules(joules.High)}]";

    public static string Millijoules(Estimate joules) =>
        $"{joules.Central * 1e3:G3} [{joules.Low * 1e3:G3} - {joules.High * 1e3:G3}]";

    /// <summary>Operational and embodied carbon together.</summary>
    public static string Carbon(WireFootprint footprint) =>
        CarbonMass.FromGrams(footprint.OperationalGrams.Central + footprint.EmbodiedGrams.Central).ToString();

    public static string Cost(Estimate? usd) => usd is null ? "no price" : Money.FromUsDollars(usd.Central).ToString();

    public static string Seconds(double seconds) =>
        seconds < 60 ? $"{seconds:N1} s" : $"{Math.Floor(seconds / 60):N0} min {seconds % 60:N0} s";

    public static string Accuracy(Proportion? accuracy) =>
        accuracy is null ? "" : $"{accuracy.Value:P2} [{accuracy.Low:P1} - {accuracy.High:P1}]";

    public static string Amount(double amount, string unit) => $"{amount:#,0.###} {unit}".TrimEnd();

    /// <summary>A loss is written as one.</summary>
    public static string Saving(Comparison comparison) =>
        !comparison.HasSavingFraction ? "-"
        : comparison.SavingFraction < 0 ? $"{-comparison.SavingFraction:P1} more"
        : $"{comparison.SavingFraction:P1} less";

    /// <summary>What turned CPU-seconds into joules, grams and dollars, with the grade of the evidence.</summary>
    public static IReadOnlyList<string> Factors(Receipt receipt)
    {
        var factors = receipt.Factors;
        return
        [
            $"energy is {Grade(receipt.Total.EnergyJoules.Grade)}: {factors.PowerModel}",
            $"grid: {factors.IntensityGramsPerKilowattHour:N0} g CO2e/kWh in {factors.Region} ({factors.IntensitySource})",
            $"PUE: {factors.PowerUsageEffectiveness:N2} ({factors.PowerUsageEffectivenessSource})",
            $"embodied: {factors.EmbodiedGramsPerHour:N2} g CO2e an hour ({factors.EmbodiedSource})",
            $"price: {factors.PriceUsdPerKilowattHour:N3} USD/kWh ({factors.PriceSource})",
        ];
    }

    private static string Grade(EvidenceGrade grade) =>
        grade switch
        {
            EvidenceGrade.Measured => "measured by a counter",
            EvidenceGrade.MeasuredFraction => "measured as a fraction of a bounded maximum",
            EvidenceGrade.Modelled => "modelled from measured use and published coefficients",
            _ => "estimated from coefficients alone",
        };
}
