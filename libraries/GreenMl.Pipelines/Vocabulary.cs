using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Pipelines;

/// <summary>The words that people write for the values of an enum.</summary>
internal sealed record Vocabulary<TEnum>(IReadOnlyDictionary<string, TEnum> Values)
    where TEnum : struct, Enum
{
    /// <summary>All words, for messages.</summary>
    public string Listing { get; } = string.Join(", ", Values.Keys);

    /// <summary>The word of a value; its number when this version knows no word for it.</summary>
    public string WordOf(TEnum value) =>
        Values.FirstOrDefault(pair => EqualityComparer<TEnum>.Default.Equals(pair.Value, value)).Key ?? $"{value:d}";

    public bool Knows(TEnum value) => Values.Values.Contains(value);
}

/// <summary>The vocabularies of a pipeline.</summary>
internal static class Vocabularies
{
    public static readonly Vocabulary<Deduplication> Deduplications = new(
        new Dictionary<string, Deduplication>
        {
            ["exact-and-near"] = Deduplication.ExactAndNear,
            ["exact"] = Deduplication.Exact,
            ["none"] = Deduplication.None,
        }
    );

    public static readonly Vocabulary<Optimizer> Optimizers = new(
        new Dictionary<string, Optimizer> { ["adam"] = Optimizer.Adam, ["sgd"] = Optimizer.Sgd }
    );

    public static readonly Vocabulary<OptimizationPass> Passes = new(
        new Dictionary<string, OptimizationPass>
        {
            ["fold-batch-normalization"] = OptimizationPass.FoldBatchNormalization,
            ["quantize-int8"] = OptimizationPass.QuantizeInt8,
            ["optimize-offline"] = OptimizationPass.OptimizeOffline,
        }
    );
}
