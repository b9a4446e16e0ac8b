namespace GreenMl.Training;

/// <summary>Examples as tensors: float32 inputs of [n, ...] and int64 labels of [n].</summary>
internal sealed record Batch(torch.Tensor Inputs, torch.Tensor Labels, int Count)
{
    public delegate void Filler(int example, Span<float> destination);

    /// <summary>The examples with the given indices. The tensors belong to the caller's dispose scope.</summary>
    public static Batch Of(TrainingSet set, ReadOnlySpan<int> indices, Filler fill)
    {
        var values = new float[indices.Length * set.FeatureCount];
        var labels = new long[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            fill(indices[i], values.AsSpan(i * set.FeatureCount, set.FeatureCount));
            labels[i] = set.Label(indices[i]);
        }

        long[] shape = [indices.Length, .. set.Shape.Select(size => (long)size)];
        return new(torch.tensor(values, shape), torch.tensor(labels), indices.Length);
    }
}
