using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>Measures a model on labelled examples.</summary>
public static class Evaluator
{
    private const int BatchSize = 256;

    /// <summary>Runs the module as served over every example.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Evaluation Evaluate(OnnxModule module, TrainingSet set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(set);
        var indices = Enumerable.Range(0, set.Count).ToArray();
        var totals = Totals.None;
        for (var start = 0; start < set.Count; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var batch = Batch.Of(set, indices.AsSpan(start, Math.Min(BatchSize, set.Count - start)), set.CopyExample);
            var logits = module.Predict(batch.Inputs);
            using var withoutGradients = torch.no_grad();
            totals = totals.Plus(F.cross_entropy(logits, batch.Labels).item<float>(), logits, batch);
        }

        return new(totals.MeanLoss, totals.Accuracy, totals.Count);
    }
}
