using GreenMl.Datasets;
using GreenMl.Training;

namespace GreenMl.TrainingOrchestration.Worker;

/// <summary>The splits of a data set as a model takes them.</summary>
/// <param name="Schema">What the rows are.</param>
/// <param name="Training">The rows to learn from.</param>
/// <param name="Validation">The rows that choose the epoch and the end.</param>
/// <param name="Test">The rows that judge the result; never seen before.</param>
internal sealed record TrainingExamples(
    DatasetSchema Schema,
    TrainingSet Training,
    TrainingSet Validation,
    TrainingSet Test
)
{
    /// <summary>A feature that hardly varies is not blown up.</summary>
    private const double SmallestDeviation = 1e-6;

    /// <summary>
    /// Reads all splits. Pixels are given to the model as value / 255; features as (value - mean) / standard deviation
    /// of the training rows, which the manifest holds.
    /// </summary>
    /// <exception cref="InvalidDatasetException">The data set is damaged.</exception>
    public static async Task<TrainingExamples> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var manifest = await DatasetManifest.ReadAsync(directory, cancellationToken);
        return new(
            manifest.Schema,
            await ReadAsync(manifest, directory, DatasetSplits.Train, cancellationToken),
            await ReadAsync(manifest, directory, DatasetSplits.Validation, cancellationToken),
            await ReadAsync(manifest, directory, DatasetSplits.Test, cancellationToken)
        );
    }

    private static async Task<TrainingSet> ReadAsync(
        DatasetManifest manifest,
        string directory,
        string split,
        CancellationToken cancellationToken
    )
    {
        var rows = await DatasetReader.ReadAsync(directory, split, cancellationToken);
        return rows.Pixels is { } pixels
            ? TrainingSet.FromBytes(pixels, manifest.Schema.Shape, rows.Labels)
            : TrainingSet.FromFloats(
                Standardize(rows.Features!, manifest.Statistics),
                manifest.Schema.Shape,
                rows.Labels
            );
    }

    private static float[] Standardize(float[] features, DatasetStatistics statistics)
    {
        var width = statistics.Means.Count;
        var standardized = new float[features.Length];
        for (var i = 0; i < features.Length; i++)
        {
            var column = i % width;
            var deviation = Math.Max(statistics.StandardDeviations[column], SmallestDeviation);
            standardized[i] = (float)((features[i] - statistics.Means[column]) / deviation);
        }

        return standardized;
    }
}
