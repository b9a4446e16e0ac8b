namespace GreenMl.Training;

/// <summary>
/// The batches of one epoch: every example once, in an order that follows from seed and epoch alone, so that a resumed
/// run sees the same batches. The rows that do not fill a batch are spread over the others: a tiny last batch would
/// disturb batch normalization.
/// </summary>
internal sealed class EpochBatches
{
    private readonly TrainingSet _set;
    private readonly Augmentation _augmentation;
    private readonly RandomStreams _streams;
    private readonly int _epoch;
    private readonly int[] _order;

    public EpochBatches(TrainingSet set, TrainingOptions options, int epoch)
    {
        _set = set;
        _augmentation = options.Augmentation;
        _streams = new RandomStreams(options.Seed);
        _epoch = epoch;
        _order = [.. Enumerable.Range(0, set.Count)];
        _streams.Order(epoch).Shuffle(_order);
        Count = CountFor(set, options);
    }

    public int Count { get; }

    public static int CountFor(TrainingSet set, TrainingOptions options) => Math.Max(1, set.Count / options.BatchSize);

    public Batch Batch(int index)
    {
        var start = (int)((long)index * _order.Length / Count);
        var end = (int)(((long)index + 1) * _order.Length / Count);
        return Training.Batch.Of(_set, _order.AsSpan(start..end), Fill);
    }

    private void Fill(int example, Span<float> destination)
    {
        if (_augmentation.ChangesNothing)
        {
            _set.CopyExample(example, destination);
            return;
        }

        var original = new float[destination.Length];
        _set.CopyExample(example, original);
        _augmentation.Apply(original, _set.Shape.AsSpan(), destination, _streams.Augmentation(_epoch, example));
    }
}
