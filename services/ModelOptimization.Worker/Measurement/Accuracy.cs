using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.Workers;

namespace GreenMl.ModelOptimization.Worker.Measurement;

/// <summary>Which rows of the test split a model classifies correctly.</summary>
/// <param name="Predictions">The predicted class of each row; -1 where the scores are no numbers.</param>
/// <param name="IsCorrect">Whether it is the row's class.</param>
internal sealed record Accuracy(int[] Predictions, bool[] IsCorrect)
{
    private const int BatchRows = 64;

    /// <summary>The number of rows classified correctly.</summary>
    public int Correct { get; } = IsCorrect.Count(correct => correct);

    /// <summary>Runs every row.</summary>
    /// <exception cref="WorkerFailureException">The scores are not one for each class.</exception>
    public static Accuracy Measure(
        ModelSession session,
        ModelSignature signature,
        ExampleRows rows,
        int classes,
        CancellationToken cancellationToken
    )
    {
        var predictions = new int[rows.Count];
        foreach (var batch in rows.Batches(signature.IsBatchFixed ? 1 : BatchRows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (scores, shape) = session.Run(batch.Values, signature.ShapeOf(batch.Count));
            if (scores.Length != batch.Count * classes)
            {
                throw new WorkerFailureException(
                    WorkerFailureException.InvalidModel,
                    $"The model gives [{string.Join(", ", shape)}] scores for {batch.Count} rows: "
                        + $"expected [{batch.Count}, {classes}], one for each class of the data set."
                );
            }

            for (var i = 0; i < batch.Count; i++)
            {
                predictions[batch.Start + i] = Best(scores.AsSpan(i * classes, classes));
            }
        }

        return new(predictions, [.. predictions.Select((prediction, row) => prediction == rows.LabelOf(row))]);
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                return -1;
            }

            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }
}
