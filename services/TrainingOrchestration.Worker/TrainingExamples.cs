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
    /// <summary>Reads all splits, encoded as <see cref="InputEncoding"/> says.</summary>
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
            : TrainingSet.FromFloats(Encode(rows, InputEncoding.Of(manifest)), manifest.Schema.Shape, rows.Labels);
    }

    private static float[] Encode(DatasetTensors rows, InputEncoding encoding)
    {
        var width = rows.Schema.RowLength;
        var encoded = new float[rows.Features!.Length];
        for (var row = 0; row < rows.Rows; row++)
        {
            encoding.Encode(rows, row, encoded.AsSpan(row * width, width));
        }

        return encoded;
    }
}
