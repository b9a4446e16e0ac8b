using GreenMl.Onnx;
using GreenMl.Testing;

namespace GreenMl.Training.Tests;

public sealed class TrainerTests
{
    private static readonly TrainingSet Training = ATrainingSet.Bars(400, seed: 1);
    private static readonly TrainingSet Validation = ATrainingSet.Bars(200, seed: 2);

    private static readonly TrainingOptions Quick = new()
    {
        Epochs = 3,
        BatchSize = 32,
        Threads = 1,
    };

    [Theory]
    [InlineData("cnn-small")]
    [InlineData("resnet8")]
    public void Networks_for_images_learn_to_tell_lying_from_standing_bars(string name)
    {
        var outcome = Train(Quick with { Epochs = 6 }, ModelZoo.Create(name, [1, 8, 8], 2, 1));
        Assert.True(outcome.Best.Validation.Accuracy >= 0.97, $"{outcome.Best}");
        Assert.Equal(StopReason.AllEpochs, outcome.StopReason);
        Assert.Equal(6, outcome.Epochs.Count);
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, 0.01)]
    [InlineData(OptimizerKind.Sgd, 0.1)]
    public void Both_optimizers_separate_what_no_line_separates(OptimizerKind optimizer, double rate)
    {
        var options = Quick with { Epochs = 15, Optimizer = optimizer, LearningRate = rate };
        var outcome = new Trainer(options, TimeProvider.System).Train(
            ModelZoo.Create("mlp", [2], 2, 1),
            ATrainingSet.Rings(500, 3),
            ATrainingSet.Rings(300, 4),
            _ => { },
            CancellationToken.None
        );
        Assert.True(outcome.Best.Validation.Accuracy >= 0.99, $"{outcome.Best}");
    }

    [Fact]
    public void The_trained_model_does_elsewhere_what_it_did_in_validation()
    {
        var outcome = Train(Quick);
        using var module = new OnnxModule(OnnxFile.Load(OnnxFile.ToBytes(outcome.Model)));
        var again = Evaluator.Evaluate(module, Validation, CancellationToken.None);
        Assert.Equal(outcome.Best.Validation, again);
    }

    [Fact]
    public void One_seed_gives_the_same_weights_bit_for_bit_and_another_seed_others()
    {
        var options = Quick with { Augmentation = new(MaxShift: 1, FlipHorizontally: true), LabelSmoothing = 0.1 };
        var first = OnnxFile.ToBytes(Train(options).Model);
        Assert.Equal(first, OnnxFile.ToBytes(Train(options).Model));
        Assert.NotEqual(first, OnnxFile.ToBytes(Train(options with { Seed = 2 }).Model));
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, false)]
    [InlineData(OptimizerKind.Sgd, true)]
    public void A_run_that_was_stopped_twice_ends_with_the_weights_of_one_that_was_not(
        OptimizerKind optimizer,
        bool withDropout
    )
    {
        using var folder = new TemporaryDirectory();
        var options = Quick with { Optimizer = optimizer, LearningRate = 0.02, Augmentation = new(MaxShift: 1) };
        var model = withDropout ? WithDropout() : SmallNetwork();
        var expected = Train(options, model);
        var resumable = options with { CheckpointPath = folder.Combine("run.ckpt") };
        Assert.Throws<OperationCanceledException>(() => TrainUntil(resumable, model, step: 5));
        Assert.Throws<OperationCanceledException>(() => TrainUntil(resumable, model, step: 17));
        var actual = Train(resumable, model);
        Assert.Equal(17, actual.ResumedAtStep);
        Assert.Equal(OnnxFile.ToBytes(expected.Model), OnnxFile.ToBytes(actual.Model));
        Assert.Equal(expected.Epochs, actual.Epochs);
    }

    [Fact]
    public void A_finished_run_started_again_gives_its_result_without_training()
    {
        using var folder = new TemporaryDirectory();
        var options = Quick with { CheckpointPath = folder.Combine("run.ckpt") };
        var first = Train(options);
        var steps = 0;
        var second = new Trainer(options, TimeProvider.System).Train(
            SmallNetwork(),
            Training,
            Validation,
            _ => steps++,
            CancellationToken.None
        );
        Assert.Equal(0, steps);
        Assert.Equal(OnnxFile.ToBytes(first.Model), OnnxFile.ToBytes(second.Model));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_checkpoint_of_other_options_is_refused_and_says_what_to_do()
    {
        using var folder = new TemporaryDirectory();
        var options = Quick with { CheckpointPath = folder.Combine("run.ckpt") };
        Train(options);
        var error = Assert.Throws<CheckpointException>(() => Train(options with { LearningRate = 0.5 }));
        Assert.Contains("another model, data or options", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_refused_and_named()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Combine("run.ckpt");
        var options = Quick with { CheckpointPath = path };
        Train(options);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.Contains(
            path,
            Assert.Throws<CheckpointException>(() => Train(options)).Message,
            StringComparison.Ordinal
        );
        await File.WriteAllBytesAsync(path, bytes[..100]);
        Assert.Throws<CheckpointException>(() => Train(options));
    }

    [Fact]
    public void The_run_ends_when_the_target_is_reached()
    {
        var outcome = Train(Quick with { Epochs = 50, TargetAccuracy = 0.9 });
        Assert.Equal(StopReason.TargetReached, outcome.StopReason);
        Assert.True(outcome.Epochs.Count < 50);
        Assert.True(outcome.Best.Validation.Accuracy >= 0.9);
    }

    [Fact]
    public void The_run_ends_when_patience_is_used_up()
    {
        // At this rate nothing changes, and an accuracy that only stays is no improvement.
        var rings = ATrainingSet.Rings(100, 3);
        var options = Quick with { Epochs = 100, Patience = 2, LearningRate = 1e-12 };
        var outcome = new Trainer(options, TimeProvider.System).Train(
            ModelZoo.Create("mlp", [2], 2, 1),
            rings,
            rings,
            _ => { },
            CancellationToken.None
        );
        Assert.Equal(StopReason.NoImprovement, outcome.StopReason);
        Assert.Equal(3, outcome.Epochs.Count);
    }

    [Fact]
    public void The_weights_of_the_best_epoch_are_kept_when_later_ones_are_worse()
    {
        // The rate is too high to settle, so the accuracy rises and falls.
        var outcome = Train(Quick with { Epochs = 8, LearningRate = 0.5 });
        using var module = new OnnxModule(outcome.Model);
        Assert.Equal(outcome.Best.Validation, Evaluator.Evaluate(module, Validation, CancellationToken.None));
        Assert.Equal(outcome.Epochs.Max(epoch => epoch.Validation.Accuracy), outcome.Best.Validation.Accuracy);
        Assert.Contains(outcome.Epochs, epoch => epoch.Validation.Accuracy < outcome.Best.Validation.Accuracy);
    }

    [Fact]
    public void Progress_ends_each_epoch_with_the_validation_result()
    {
        var reports = new List<TrainingProgress>();
        new Trainer(Quick, TimeProvider.System).Train(
            SmallNetwork(),
            Training,
            Validation,
            reports.Add,
            CancellationToken.None
        );
        var ends = reports.Where(report => report.Validation is not null).ToList();
        Assert.Equal([1, 2, 3], ends.Select(report => report.Epoch));
        Assert.All(ends, report => Assert.Equal(report.StepsPerEpoch, report.Step));
        Assert.All(ends, report => Assert.Equal(Validation.Count, report.Validation!.Count));
        Assert.All(ends, report => Assert.True(report.ExamplesPerSecond > 0));
    }

    [Fact]
    public void The_probe_for_threads_leaves_no_trace_in_the_result()
    {
        var probed = Train(Quick with { Threads = null });
        var given = Train(Quick with { Threads = probed.Threads });
        Assert.Equal(OnnxFile.ToBytes(given.Model), OnnxFile.ToBytes(probed.Model));
    }

    [Fact]
    public void Features_that_are_not_numbers_stop_the_run_with_a_remedy()
    {
        var values = Reference.RandomFloats(64, 1);
        values[7] = float.NaN;
        var set = TrainingSet.FromFloats(values, [2], [.. Enumerable.Range(0, 32).Select(i => i % 2)]);
        var error = Assert.Throws<TrainingDivergedException>(() =>
            new Trainer(Quick, TimeProvider.System).Train(
                ModelZoo.Create("mlp", [2], 2, 1),
                set,
                set,
                _ => { },
                CancellationToken.None
            )
        );
        Assert.Contains("epoch 1, step 1", error.Message, StringComparison.Ordinal);
    }

    private static ModelProto SmallNetwork() => ModelZoo.Create("cnn-small", [1, 8, 8], 2, 1);

    private static ModelProto WithDropout()
    {
        var model = SmallNetwork();
        var editor = new GraphEditor(model.Graph);
        var head = editor.Producer(ModelZoo.OutputName)!;
        var dropped = editor.UniqueName("dropout");
        editor.Add(Nodes.Create("Dropout", [head.Input[0]], [dropped]));
        editor.SetInput(head, 0, dropped);
        editor.Finish();
        return model;
    }

    private static TrainingOutcome Train(TrainingOptions options, ModelProto? model = null) =>
        new Trainer(options, TimeProvider.System).Train(
            model ?? SmallNetwork(),
            Training,
            Validation,
            _ => { },
            CancellationToken.None
        );

    private static void TrainUntil(TrainingOptions options, ModelProto model, int step)
    {
        using var stop = new CancellationTokenSource();
        // A clock that moves a second at each look makes every step report its progress.
        new Trainer(options, new HastyClock()).Train(
            model,
            Training,
            Validation,
            progress =>
            {
                if (((progress.Epoch - 1) * progress.StepsPerEpoch) + progress.Step >= step)
                {
                    stop.Cancel();
                }
            },
            stop.Token
        );
    }

    private sealed class HastyClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
