using GreenMl.Contracts.Common.V1;

namespace GreenMl.Cli.Output;

/// <summary>The progress of a job in words.</summary>
internal static class ProgressText
{
    private static readonly string[] Shown = ["train_loss", "train_accuracy", "validation_loss", "validation_accuracy"];

    /// <summary>The step and its metrics: <c>train: epoch 3/12, train loss 0.132, validation accuracy 96.20 %</c>.</summary>
    public static string Step(JobProgress? progress)
    {
        if (progress is null)
        {
            return "";
        }

        var metrics = string.Join(", ", Epoch(progress).Concat(Shown.SelectMany(name => Metric(progress, name))));
        return progress.Step.Length > 0 && metrics.Length > 0 ? $"{progress.Step}: {metrics}" : progress.Step + metrics;
    }

    public static string Fraction(JobProgress? progress) => progress is null ? "" : $"{100 * progress.Fraction:0} %";

    public static string Remaining(JobProgress? progress) =>
        progress is { HasRemainingSeconds: true } ? $"{Format.Duration(progress.RemainingSeconds)} left" : "";

    private static IEnumerable<string> Epoch(JobProgress progress) =>
        !progress.Metrics.TryGetValue("epoch", out var epoch) ? []
        : progress.Metrics.TryGetValue("epochs", out var epochs) ? [$"epoch {epoch:0}/{epochs:0}"]
        : [$"epoch {epoch:0}"];

    private static IEnumerable<string> Metric(JobProgress progress, string name)
    {
        if (progress.Metrics.TryGetValue(name, out var value))
        {
            var shown = name.EndsWith("accuracy", StringComparison.Ordinal) ? Format.Percent(value) : $"{value:0.000}";
            yield return $"{name.Replace('_', ' ')} {shown}";
        }
    }
}
