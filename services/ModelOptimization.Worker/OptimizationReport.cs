using System.Text.Json.Serialization;
using GreenMl.Bundles;

namespace GreenMl.ModelOptimization.Worker;

/// <summary>
/// The result file: the JSON of the contract's OptimizedModel, to which the service adds where it keeps the bundle, and
/// the decisions taken on the way.
/// </summary>
/// <param name="BundleId">The id of the bundle in the model folder.</param>
/// <param name="Variants">Every form measured; the first is the model as it came.</param>
/// <param name="Chosen">The name of the variant in the bundle.</param>
/// <param name="Decisions">What was done, left out and found.</param>
internal sealed record OptimizationReport(
    string BundleId,
    IReadOnlyList<VariantReport> Variants,
    string Chosen,
    IReadOnlyList<Decision> Decisions
);

/// <summary>Something decided on the way.</summary>
/// <param name="Subject">The pass or variant that it is about.</param>
/// <param name="Outcome">One of the constants.</param>
/// <param name="Reason">Why.</param>
internal sealed record Decision(string Subject, string Outcome, string Reason)
{
    /// <summary>A pass made a candidate.</summary>
    public const string Applied = "applied";

    /// <summary>A pass had nothing to do, or the model does not suit it.</summary>
    public const string Skipped = "skipped";

    /// <summary>A variant is in the bundle.</summary>
    public const string Chosen = "chosen";
}

/// <summary>The contract's Variant.</summary>
internal sealed record VariantReport
{
    public required string Name { get; init; }

    public required string ModelId { get; init; }

    public required long SizeBytes { get; init; }

    public required MeasuredProportion Accuracy { get; init; }

    public required double AccuracyDrop { get; init; }

    public required double AccuracyDropLow { get; init; }

    public required double AccuracyDropHigh { get; init; }

    public required double CpuSecondsPerInference { get; init; }

    public required MeasuredEstimate JoulesPerInference { get; init; }

    public required double LatencyP50Milliseconds { get; init; }

    public required double LatencyP95Milliseconds { get; init; }

    public required bool Accepted { get; init; }

    public required string Reason { get; init; }
}

/// <summary>JSON in the names of the contract.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(OptimizationReport))]
internal sealed partial class OptimizationJson : JsonSerializerContext;
