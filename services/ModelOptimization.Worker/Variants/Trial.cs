using GreenMl.ModelOptimization.Worker.Measurement;
using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.Workers;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Variants;

/// <summary>Measures candidates beside the original, on the same rows in the same process.</summary>
internal sealed class Trial(OptimizationInput input, Guard guard, WorkerJournal journal)
{
    private const int LoadRepeats = 7;

    /// <summary>Measures and judges every candidate.</summary>
    /// <param name="candidates">The original first.</param>
    /// <param name="cancellationToken">Stops between batches and rounds.</param>
    public IReadOnlyList<MeasuredVariant> Run(IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        using var sessions = new SessionSet(
            candidates.Select(candidate => (candidate.Model, GraphOptimizationLevel.ORT_ENABLE_ALL))
        );
        var accuracies = MeasureAccuracy(sessions, cancellationToken);
        var costs = MeasureCost(sessions, "measure_cost", 0.6, 0.9, cancellationToken);
        var variants = new List<MeasuredVariant>();
        for (var i = 0; i < candidates.Count; i++)
        {
            var drop = PairedDrop.Of(accuracies[i], accuracies[0]);
            var verdict = i == 0 ? OriginalVerdict : guard.Judge(drop, CostRatio.Of(costs[i], costs[0]));
            variants.Add(new(candidates[i], accuracies[i], drop, costs[i], verdict));
        }

        return variants;
    }

    /// <summary>Measures the form that the runtime optimized ahead of time beside the portable one it was made from.</summary>
    public MeasuredVariant RunOffline(
        MeasuredVariant portable,
        byte[] offlineModel,
        MeasuredVariant original,
        CancellationToken cancellationToken
    )
    {
        var forms = new[]
        {
            (portable.Candidate.Model, GraphOptimizationLevel.ORT_ENABLE_ALL),
            (offlineModel, GraphOptimizationLevel.ORT_DISABLE_ALL),
        };
        using var sessions = new SessionSet(forms);
        var costs = MeasureCost(sessions, "measure_offline", 0.9, 0.97, cancellationToken);
        var accuracy = Accuracy.Measure(
            sessions[1],
            input.Signature,
            input.Test,
            input.Dataset.Schema.Classes.Count,
            cancellationToken
        );
        var differing = accuracy
            .Predictions.Zip(portable.Accuracy.Predictions)
            .Count(pair => pair.First != pair.Second);
        var load = (Offline: LoadSeconds(forms[1]), Portable: LoadSeconds(forms[0]));
        var verdict = Guard.JudgeOffline(differing, input.Test.Count, CostRatio.Of(costs[1], costs[0]), load);
        return new(
            new(portable.Candidate.Name + Candidate.OfflineSuffix, offlineModel),
            accuracy,
            PairedDrop.Of(accuracy, original.Accuracy),
            costs[1],
            verdict
        );
    }

    private static Verdict OriginalVerdict { get; } =
        new(true, "The model as it came, beside which every other form is measured.");

    private Accuracy[] MeasureAccuracy(SessionSet sessions, CancellationToken cancellationToken)
    {
        using var step = journal.BeginStep("measure_accuracy", 0.3, 0.6);
        var accuracies = new Accuracy[sessions.Count];
        for (var i = 0; i < accuracies.Length; i++)
        {
            accuracies[i] = Accuracy.Measure(
                sessions[i],
                input.Signature,
                input.Test,
                input.Dataset.Schema.Classes.Count,
                cancellationToken
            );
            step.Report((i + 1.0) / accuracies.Length);
        }

        return accuracies;
    }

    private IReadOnlyList<InferenceCost> MeasureCost(
        SessionSet sessions,
        string name,
        double from,
        double to,
        CancellationToken cancellationToken
    )
    {
        using var step = journal.BeginStep(name, from, to);
        using var models = sessions.Bind(input.Test.Encode(0, 1), input.Signature.ShapeOf(1));
        return InterleavedTiming.Measure(models.All, fraction => step.Report(fraction), cancellationToken);
    }

    /// <summary>The best of a few: what else runs on the machine only ever adds.</summary>
    private static double LoadSeconds((byte[] Model, GraphOptimizationLevel Level) form) =>
        Enumerable
            .Range(0, LoadRepeats)
            .Min(_ =>
            {
                var start = ThreadCpu.Seconds();
                using var session = ModelSession.Open(form.Model, form.Level);
                return ThreadCpu.Seconds() - start;
            });
}
