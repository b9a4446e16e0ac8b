using GreenMl.Onnx;

namespace GreenMl.Training.Tests;

public sealed class TrainingInputTests
{
    private static readonly TrainingSet Rings = ATrainingSet.Rings(50, 1);

    [Fact]
    public void Options_out_of_range_are_all_named_with_value_and_rule()
    {
        var options = new TrainingOptions
        {
            Epochs = 0,
            LearningRate = double.NaN,
            LabelSmoothing = 1,
            Patience = 0,
        };
        var error = Assert.Throws<ArgumentException>(() => new Trainer(options, TimeProvider.System));
        Assert.Contains("Epochs is 0; it must be 1 to 10000.", error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate is NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains("LabelSmoothing is 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Patience is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_in_range() => Assert.Empty(new TrainingOptions().Errors());

    [Fact]
    public void Values_that_do_not_make_whole_examples_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => TrainingSet.FromBytes(new byte[10], [3], [0, 1, 2]));
        Assert.Contains("10 values do not make 3 examples of [3]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TrainingSet.FromFloats([], [3], []));
    }

    [Fact]
    public void Examples_of_another_shape_than_the_models_input_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Train(ModelZoo.Create("mlp", [3], 2, 1), Rings));
        Assert.Contains("[2]", error.Message, StringComparison.Ordinal);
        Assert.Contains("Float32[N, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_beyond_the_models_classes_are_refused()
    {
        var set = TrainingSet.FromFloats(new float[6], [2], [0, 1, 2]);
        var error = Assert.Throws<ArgumentException>(() => Train(ModelZoo.Create("mlp", [2], 2, 1), set));
        Assert.Contains(
            "labels go from 0 to 2, but the model has classes 0 to 1",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Examples_of_one_class_are_refused()
    {
        var set = TrainingSet.FromFloats(new float[6], [2], [1, 1, 1]);
        var error = Assert.Throws<ArgumentException>(() => Train(ModelZoo.Create("mlp", [2], 2, 1), set));
        Assert.Contains("at least two classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Augmentation_of_tables_is_refused() =>
        Assert.Throws<ArgumentException>(() =>
            Train(ModelZoo.Create("mlp", [2], 2, 1), Rings, new() { Augmentation = new(MaxShift: 1) })
        );

    [Theory]
    [InlineData(100, 32, 3)]
    [InlineData(100, 200, 1)]
    [InlineData(96, 32, 3)]
    public void Every_example_is_in_one_batch_of_an_epoch_and_no_batch_is_small(int count, int batchSize, int batches)
    {
        var set = ATrainingSet.Rings(count, 1);
        var epoch = new EpochBatches(set, new() { BatchSize = batchSize }, epoch: 3);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var parts = Enumerable.Range(0, epoch.Count).Select(epoch.Batch).ToList();
        Assert.Equal(batches, epoch.Count);
        Assert.All(parts, batch => Assert.True(batch.Count >= Math.Min(batchSize, count)));
        var seen = parts.SelectMany(batch => batch.Inputs.data<float>().ToArray().Chunk(2)).Select(point => point[0]);
        var all = Batch.Of(set, [.. Enumerable.Range(0, count)], set.CopyExample).Inputs.data<float>().ToArray();
        Assert.Equal(all.Chunk(2).Select(point => point[0]).Order(), seen.Order());
    }

    [Fact]
    public void Images_are_shifted_and_mirrored_within_their_frame()
    {
        float[] image = [1, 2, 3, 4, 5, 6];
        var results = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0UL; seed < 200; seed++)
        {
            var result = new float[6];
            new Augmentation(MaxShift: 1, FlipHorizontally: true).Apply(image, [1, 2, 3], result, new SplitMix64(seed));
            results.Add(string.Join(' ', result));
        }

        // 3 vertical x 3 horizontal moves x 2 orientations.
        Assert.Equal(18, results.Count);
        Assert.Contains("1 2 3 4 5 6", results);
        Assert.Contains("3 2 1 6 5 4", results);
        Assert.Contains("0 0 0 0 1 2", results);
        Assert.Contains("5 6 0 0 0 0", results);
    }

    [Fact]
    public void The_learning_rate_rises_linearly_and_falls_to_zero()
    {
        var schedule = new LearningRateSchedule(peak: 1, warmUpSteps: 10, totalSteps: 110);
        Assert.Equal(0.1, schedule.At(0), 1e-12);
        Assert.Equal(1, schedule.At(9), 1e-12);
        Assert.Equal(1, schedule.At(10), 1e-12);
        Assert.Equal(0.5, schedule.At(60), 1e-12);
        Assert.Equal(0, schedule.At(110), 1e-12);
    }

    private static void Train(ModelProto model, TrainingSet set, TrainingOptions? options = null) =>
        new Trainer(options ?? new(), TimeProvider.System).Train(model, set, set, _ => { }, CancellationToken.None);
}
