using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.ResourceGovernance.Domain;
using GreenMl.ResourceGovernance.Runs;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>
/// The run beside its baseline, both done on this machine in this run. Central estimates are compared: both sides come
/// from the same machine and power model, so the error of its coefficients cancels in the ratio.
/// </summary>
internal static class Comparisons
{
    private const double DefaultPredictionsPerDay = 10_000;
    private const int ProjectedDays = 30;
    private static readonly Phase[] Development = [Phase.Curation, Phase.Training, Phase.Optimization];

    public static IReadOnlyList<Comparison> Create(RunSaga run, IReadOnlyList<PhaseReceipt> phases)
    {
        if (!run.Spec.Baseline || run.Steps.Any(step => step.Phase == RunPhase.Optimization && step.Optimized is null))
        {
            return [];
        }

        var baseline = Line(run, phases, isBaseline: true);
        var optimized = Line(run, phases, isBaseline: false);
        var perDay = run.Spec.PredictionsPerDay > 0 ? run.Spec.PredictionsPerDay : DefaultPredictionsPerDay;
        var projected = perDay * ProjectedDays;
        return
        [
            Compare("training rows", "", baseline.TrainingRows, optimized.TrainingRows),
            Compare("training CPU time", "s", baseline.TrainingCpuSeconds, optimized.TrainingCpuSeconds),
            Compare("energy of the trained model", "J", baseline.TrainingJoules, optimized.TrainingJoules),
            Compare("energy of curation to optimization", "J", baseline.DevelopmentJoules, optimized.DevelopmentJoules),
            Compare("carbon of curation to optimization", "g", baseline.DevelopmentGrams, optimized.DevelopmentGrams),
            Compare("energy of 1,000 predictions", "J", 1000 * baseline.Joules, 1000 * optimized.Joules),
            Compare("CPU time of 1,000 predictions", "s", 1000 * baseline.CpuSeconds, 1000 * optimized.CpuSeconds),
            Compare("model size", "KiB", baseline.SizeKib, optimized.SizeKib),
            Compare(
                $"energy of development and {ProjectedDays} days at {perDay:N0} predictions a day, idle server not counted",
                "J",
                baseline.DevelopmentJoules + (projected * baseline.Joules),
                optimized.DevelopmentJoules + (projected * optimized.Joules)
            ),
            new()
            {
                Quantity = "test accuracy",
                Unit = "%",
                Baseline = 100 * baseline.Accuracy,
                Optimized = 100 * optimized.Accuracy,
            },
        ];
    }

    private sealed record Quantities(
        double TrainingRows,
        double TrainingCpuSeconds,
        double TrainingJoules,
        double DevelopmentJoules,
        double DevelopmentGrams,
        Variant Chosen
    )
    {
        public double Joules => Chosen.JoulesPerInference.Central;

        public double CpuSeconds => Chosen.CpuSecondsPerInference;

        public double SizeKib => Chosen.SizeBytes / 1024.0;

        public double Accuracy => Chosen.Accuracy.Value;
    }

    private static Quantities Line(RunSaga run, IReadOnlyList<PhaseReceipt> phases, bool isBaseline)
    {
        var own = phases.Where(phase => phase.Baseline == isBaseline && Development.Contains(phase.Phase)).ToArray();
        var naive = isBaseline ? NaiveShare(run) : 1;
        var training = own.Single(phase => phase.Phase == Phase.Training);
        var optimized = run.Step(RunPhase.Optimization, isBaseline).Optimized!;
        return new(
            run.Step(RunPhase.Curation, isBaseline).Dataset!.TrainingRows,
            training.CpuSeconds,
            training.Footprint.EnergyJoules.Central,
            own.Sum(phase => Share(phase, naive) * phase.Footprint.EnergyJoules.Central),
            own.Sum(phase => Share(phase, naive) * Grams(phase)),
            optimized.Variants.Single(variant => variant.Name == optimized.Chosen)
        );
    }

    private static double Grams(PhaseReceipt phase) =>
        phase.Footprint.OperationalGrams.Central + phase.Footprint.EmbodiedGrams.Central;

    private static double Share(PhaseReceipt phase, double naiveShareOfCuration) =>
        phase.Phase == Phase.Curation ? naiveShareOfCuration : 1;

    /// <summary>
    /// Somebody naive would not look for duplicates; the baseline does, only to be judged on the same test rows. That
    /// step is left out of its side, which makes the saving smaller.
    /// </summary>
    private static double NaiveShare(RunSaga run)
    {
        var steps = run.Step(RunPhase.Curation, isBaseline: true).Measurements;
        var all = steps.Sum(Joules);
        return all > 0 ? steps.Where(step => step.Step != "deduplicate").Sum(Joules) / all : 1;
    }

    private static double Joules(StepMeasurement step) => step.ActiveJoules.Central + step.IdleJoules.Central;

    private static Comparison Compare(string quantity, string unit, double baseline, double optimized)
    {
        var comparison = new Comparison
        {
            Quantity = quantity,
            Unit = unit,
            Baseline = baseline,
            Optimized = optimized,
        };
        if (baseline > 0)
        {
            comparison.SavingFraction = (baseline - optimized) / baseline;
        }

        return comparison;
    }
}
