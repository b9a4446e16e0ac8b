using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using GreenMl.Cli.Output;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Cli.Jobs;

/// <summary>What training and optimization jobs have in common.</summary>
internal sealed record JobRow
{
    public required string Id { get; init; }

    public required string Phase { get; init; }

    public required string RunId { get; init; }

    public required string Subject { get; init; }

    public required JobState State { get; init; }

    public required JobProgress? Progress { get; init; }

    /// <summary>What came of it, in one line.</summary>
    public required string Result { get; init; }

    public required string Uri { get; init; }

    public required int Attempts { get; init; }

    public required Timestamp? CreatedAt { get; init; }

    public required Timestamp? FinishedAt { get; init; }

    public required Failure? Failure { get; init; }

    /// <summary>The job as it came.</summary>
    public required IMessage Message { get; init; }

    public static JobRow Of(TrainingJob job) =>
        new()
        {
            Id = job.TrainingJobId,
            Phase = JobPhase.Training,
            RunId = job.RunId,
            Subject = job.Spec?.Model ?? "",
            State = job.State,
            Progress = job.Progress,
            Result = job.Model is { } model ? ResultOf(model) : "",
            Uri = job.Model?.Uri ?? "",
            Attempts = job.Attempts,
            CreatedAt = job.CreatedAt,
            FinishedAt = job.FinishedAt,
            Failure = job.Failure,
            Message = job,
        };

    public static JobRow Of(OptimizationJob job) =>
        new()
        {
            Id = job.OptimizationJobId,
            Phase = JobPhase.Optimization,
            RunId = job.RunId,
            Subject = job.Spec?.ModelUri ?? "",
            State = job.State,
            Progress = job.Progress,
            Result = job.Result is { } result ? ResultOf(result) : "",
            Uri = job.Result?.BundleUri ?? "",
            Attempts = job.Attempts,
            CreatedAt = job.CreatedAt,
            FinishedAt = job.FinishedAt,
            Failure = job.Failure,
            Message = job,
        };

    private static string ResultOf(TrainedModel model) =>
        $"test accuracy {Format.Percent(model.TestAccuracy?.Value ?? 0)} after {model.Epochs} epochs ({model.StopReason})";

    private static string ResultOf(OptimizedModel model)
    {
        var chosen = model.Variants.FirstOrDefault(variant => variant.Name == model.Chosen);
        return chosen is null
            ? model.Chosen
            : $"{chosen.Name}, accuracy {Format.Percent(chosen.Accuracy?.Value ?? 0)}, {Format.Bytes(chosen.SizeBytes)}";
    }
}
