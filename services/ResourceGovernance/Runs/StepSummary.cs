using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>What came of a step, in one line for people.</summary>
internal static class StepSummary
{
    public static string Of(RunSagaStep step) =>
        step switch
        {
            { Dataset: { } dataset } => Of(dataset),
            { Model: { } model } => Of(model),
            { Optimized: { } optimized } => Of(optimized),
            { Endpoint: { } endpoint } => $"endpoint {endpoint.Name} in service at {endpoint.GrpcAddress}",
            _ => "",
        };

    private static string Of(DatasetVersion dataset)
    {
        var kept = dataset.TrainingRows + dataset.ValidationRows + dataset.TestRows;
        var reused = dataset.Reused ? ", reused: the same source and recipe were curated before" : "";
        return $"{kept:N0} of {dataset.SourceRows:N0} rows kept{reused}";
    }

    private static string Of(TrainedModel model) =>
        $"test accuracy {model.TestAccuracy.Value:P2} after {model.Epochs} epochs ({model.StopReason})";

    private static string Of(OptimizedModel optimized)
    {
        var chosen = optimized.Variants.Single(variant => variant.Name == optimized.Chosen);
        return $"{chosen.Name} chosen: accuracy {chosen.Accuracy.Value:P2}, "
            + $"{chosen.CpuSecondsPerInference * 1e6:N0} CPU-µs an inference, {chosen.SizeBytes / 1024.0:N0} KiB";
    }
}
