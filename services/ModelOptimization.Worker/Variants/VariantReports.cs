using GreenMl.Bundles;
using GreenMl.Footprint;
using GreenMl.ModelOptimization.Worker.Measurement;

namespace GreenMl.ModelOptimization.Worker.Variants;

/// <summary>States what was measured in the terms of the contract and of bundles.</summary>
/// <param name="power">Turns CPU time into energy.</param>
internal sealed class VariantReports(PowerModel power)
{
    /// <summary>A variant as the contract describes it.</summary>
    public VariantReport Of(MeasuredVariant variant) =>
        new()
        {
            Name = variant.Candidate.Name,
            ModelId = variant.Candidate.Id,
            SizeBytes = variant.Candidate.Model.Length,
            Accuracy = AccuracyOf(variant),
            AccuracyDrop = variant.Drop.Value,
            AccuracyDropLow = variant.Drop.Low,
            AccuracyDropHigh = variant.Drop.High,
            CpuSecondsPerInference = variant.Cost.CpuSeconds,
            JoulesPerInference = EnergyOf(variant, WireGrade),
            LatencyP50Milliseconds = variant.Cost.LatencyP50Milliseconds,
            LatencyP95Milliseconds = variant.Cost.LatencyP95Milliseconds,
            Accepted = variant.Verdict.IsAccepted,
            Reason = $"{variant.Verdict.Reason} {variant.Candidate.Remark}".TrimEnd(),
        };

    /// <summary>A variant as a bundle describes it.</summary>
    public BundleMetrics MetricsOf(MeasuredVariant variant) =>
        new()
        {
            Accuracy = AccuracyOf(variant),
            JoulesPerInference = EnergyOf(variant, BundleGrade),
            CpuSecondsPerInference = variant.Cost.CpuSeconds,
            LatencyMillisecondsP50 = variant.Cost.LatencyP50Milliseconds,
            LatencyMillisecondsP95 = variant.Cost.LatencyP95Milliseconds,
        };

    private static MeasuredProportion AccuracyOf(MeasuredVariant variant) =>
        WilsonInterval.Of(variant.Accuracy.Correct, variant.Accuracy.IsCorrect.Length);

    private MeasuredEstimate EnergyOf(MeasuredVariant variant, Func<EvidenceGrade, string> name)
    {
        var energy = power.ActiveEnergy(variant.Cost.CpuSeconds);
        return new(energy.Low.Joules, energy.Central.Joules, energy.High.Joules, name(energy.Grade), energy.Source);
    }

    private static string WireGrade(EvidenceGrade grade) =>
        grade switch
        {
            EvidenceGrade.Measured => "EVIDENCE_GRADE_MEASURED",
            EvidenceGrade.MeasuredFraction => "EVIDENCE_GRADE_MEASURED_FRACTION",
            EvidenceGrade.Modelled => "EVIDENCE_GRADE_MODELLED",
            EvidenceGrade.Table => "EVIDENCE_GRADE_TABLE",
            _ => throw new ArgumentOutOfRangeException(nameof(grade), grade, "The contract has no such grade."),
        };

    private static string BundleGrade(EvidenceGrade grade) => grade.ToString().ToLowerInvariant();
}
