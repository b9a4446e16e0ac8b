using GreenMl.Onnx;
using F = TorchSharp.torch.nn.functional;

namespace GreenMl.Training;

/// <summary>The state of one run: module, optimizer, position and history. It advances step by step.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly TrainingSet _training;
    private readonly RandomStreams _streams;
    private readonly LearningRateSchedule _schedule;
    private readonly OnnxModule _module;
    private readonly IOptimizer _optimizer;
    private readonly string _fingerprint;
    private readonly List<EpochResult> _history = [];
    private List<byte[]> _bestTensors;
    private EpochBatches _batches;

    public TrainingRun(ModelProto model, TrainingSet training, TrainingOptions options, string fingerprint)
    {
        _options = options;
        _training = training;
        _fingerprint = fingerprint;
        _streams = new RandomStreams(options.Seed);
        StepsPerEpoch = EpochBatches.CountFor(training, options);
        var totalSteps = checked(StepsPerEpoch * options.Epochs);
        _schedule = new(options.LearningRate, (int)(totalSteps * options.WarmUpShare), totalSteps);
        _module = new OnnxModule(model);
        _optimizer = Optimizers.Create(options, _module.Parameters);
        _batches = new EpochBatches(training, options, epoch: 0);
        _bestTensors = [.. ModelTensors.Select(TensorBytes.Bytes)];
    }

    public int StepsPerEpoch { get; }

    /// <summary>Epochs completed.</summary>
    public int Epoch { get; private set; }

    /// <summary>Steps completed in the current epoch.</summary>
    public int Step { get; private set; }

    public int StepsDone => (Epoch * StepsPerEpoch) + Step;

    public int Threads { get; private set; }

    public Totals Totals { get; private set; } = Totals.None;

    public IReadOnlyList<EpochResult> History => _history;

    public EpochResult? Best { get; private set; }

    private IEnumerable<torch.Tensor> ModelTensors =>
        _module.NamedParameters.Concat(_module.Statistics).Select(named => named.Tensor);

    public void UseThreads(int threads)
    {
        Threads = threads;
        torch.set_num_threads(threads);
    }

    /// <summary>Computes a step on the first batch, whose effect on weights and statistics is undone.</summary>
    public void ProbeStep()
    {
        using var scope = torch.NewDisposeScope();
        var statistics = _module.Statistics.Select(named => (named.Tensor, Saved: named.Tensor.clone())).ToList();
        Backward(_batches.Batch(0), out _, out _);
        using var withoutGradients = torch.no_grad();
        foreach (var (tensor, saved) in statistics)
        {
            tensor.copy_(saved);
        }

        foreach (var parameter in _module.Parameters)
        {
            parameter.grad = null;
        }
    }

    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    public void Advance()
    {
        using var scope = torch.NewDisposeScope();
        if (_module.HasDropout)
        {
            torch.random.manual_seed(_streams.Dropout(Epoch, Step));
        }

        var batch = _batches.Batch(Step);
        Backward(batch, out var logits, out var loss);
        if (!double.IsFinite(loss))
        {
            throw new TrainingDivergedException(
                $"The loss became {loss} in epoch {Epoch + 1}, step {Step + 1}. Check that the features are finite and "
                    + $"scaled, or lower the learning rate from {_options.LearningRate}."
            );
        }

        _optimizer.Step(_schedule.At(StepsDone), StepsDone);
        using var withoutGradients = torch.no_grad();
        Totals = Totals.Plus(loss, logits, batch);
        Step++;
    }

    /// <summary>Measures the validation examples, records the epoch and turns to the next one.</summary>
    public EpochResult CompleteEpoch(TrainingSet validation, CancellationToken cancellationToken)
    {
        var evaluation = Evaluator.Evaluate(_module, validation, cancellationToken);
        var result = new EpochResult(Epoch + 1, Totals.MeanLoss, Totals.Accuracy, evaluation);
        _history.Add(result);
        if (evaluation.Accuracy >= (Best?.Validation.Accuracy ?? 0))
        {
            Best = result;
            _bestTensors = [.. ModelTensors.Select(TensorBytes.Bytes)];
        }

        MoveTo(Epoch + 1, step: 0, Totals.None);
        return result;
    }

    /// <summary>The model with the weights of the best epoch. The run cannot go on afterwards.</summary>
    public ModelProto ExportBest()
    {
        Restore(ModelTensors, _bestTensors);
        return _module.Export();
    }

    public Checkpoint Save() =>
        new(
            new(_fingerprint, Epoch, Step, Threads, Totals, [.. _history]),
            [.. ModelTensors.Concat(_optimizer.State).Select(TensorBytes.Bytes), .. _bestTensors]
        );

    public void Load(Checkpoint checkpoint)
    {
        var live = ModelTensors.Concat(_optimizer.State).ToList();
        Restore(live, checkpoint.Tensors);
        _bestTensors = [.. checkpoint.Tensors.Skip(live.Count)];
        _history.Clear();
        _history.AddRange(checkpoint.State.History);
        Best = _history.Count == 0 ? null : _history.Reverse<EpochResult>().MaxBy(epoch => epoch.Validation.Accuracy);
        MoveTo(checkpoint.State.Epoch, checkpoint.State.Step, checkpoint.State.Totals);
        UseThreads(checkpoint.State.Threads);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _module.Dispose();
    }

    private static void Restore(IEnumerable<torch.Tensor> tensors, IEnumerable<byte[]> values)
    {
        foreach (var (tensor, bytes) in tensors.Zip(values))
        {
            TensorBytes.Restore(tensor, bytes);
        }
    }

    private void Backward(Batch batch, out torch.Tensor logits, out double meanLoss)
    {
        logits = _module.Forward(batch.Inputs, training: true);
        var loss = F.cross_entropy(logits, batch.Labels, label_smoothing: _options.LabelSmoothing);
        loss.backward();
        meanLoss = loss.item<float>();
    }

    private void MoveTo(int epoch, int step, Totals totals)
    {
        Epoch = epoch;
        Step = step;
        Totals = totals;
        if (epoch < _options.Epochs)
        {
            _batches = new EpochBatches(_training, _options, epoch);
        }
    }
}
