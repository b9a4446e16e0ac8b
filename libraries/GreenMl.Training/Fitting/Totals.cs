namespace GreenMl.Training;

/// <summary>Loss and hits summed over batches.</summary>
/// <param name="LossSum">The sum of each example's loss.</param>
/// <param name="Hits">Examples classified rightly.</param>
/// <param name="Count">Examples seen.</param>
internal sealed record Totals(double LossSum, int Hits, int Count)
{
    public static Totals None { get; } = new(0, 0, 0);

    public double MeanLoss => Count == 0 ? 0 : LossSum / Count;

    public double Accuracy => Count == 0 ? 0 : (double)Hits / Count;

    /// <summary>Adds a batch whose mean loss is <paramref name="meanLoss"/>. Call it without gradients, in a scope.</summary>
    public Totals Plus(double meanLoss, torch.Tensor logits, Batch batch)
    {
        var hits = (int)logits.argmax(1).eq(batch.Labels).sum().item<long>();
        return new(LossSum + (meanLoss * batch.Count), Hits + hits, Count + batch.Count);
    }
}
