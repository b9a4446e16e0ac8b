using System.Globalization;
using GreenMl.Bundles;
using GreenMl.ModelOptimization.Worker.Quantization;
using GreenMl.ModelOptimization.Worker.Variants;
using GreenMl.Onnx;
using GreenMl.Workers;

namespace GreenMl.ModelOptimization.Worker.Passes;

/// <summary>Makes the candidates: each pass works on what the pass before made.</summary>
internal sealed class PassSequence(OptimizationInput input, OptimizationParameters parameters, WorkerContext context)
{
    private const int FullWeightLimit = 127;

    /// <summary>
    /// Without instructions for int8 dot products the runtime adds two products in 16 bits; half the range keeps the sum
    /// from saturating.
    /// </summary>
    private const int HalfWeightLimit = 63;

    private readonly PassCache _cache = new(context.Layout.CheckpointDirectory);
    private readonly List<Candidate> _candidates = [input.Original];
    private readonly List<Decision> _decisions = [];

    /// <summary>What was done and what was left out.</summary>
    public IReadOnlyList<Decision> Decisions => _decisions;

    /// <summary>Runs the passes that were asked for.</summary>
    /// <returns>The original first.</returns>
    public async Task<IReadOnlyList<Candidate>> RunAsync(CancellationToken cancellationToken)
    {
        if (parameters.FoldsBatchNormalization)
        {
            using var step = context.Journal.BeginStep("fold_batch_normalization", 0.05, 0.08);
            await TryAsync(Candidate.Folded, () => FoldAsync(cancellationToken));
        }

        if (parameters.QuantizesInt8)
        {
            using var step = context.Journal.BeginStep("quantize_int8", 0.08, 0.3);
            await TryAsync(Candidate.Int8, () => QuantizeAsync(step, cancellationToken));
        }

        return _candidates;
    }

    private static bool HasDotProducts(string cpuClass) =>
        cpuClass.EndsWith("vnni", StringComparison.Ordinal)
        || cpuClass.EndsWith("amx", StringComparison.Ordinal)
        || cpuClass.EndsWith("dotprod", StringComparison.Ordinal);

    /// <summary>A pass that a model does not suit is left out; the model itself can still be measured and shipped.</summary>
    private async Task TryAsync(string name, Func<Task> pass)
    {
        try
        {
            await pass();
        }
        catch (Exception e) when (e is InvalidModelException or WorkerFailureException)
        {
            _decisions.Add(new(name, Decision.Skipped, e.Message));
        }
    }

    private async Task FoldAsync(CancellationToken cancellationToken)
    {
        var (model, folded) = BatchNormalizationFolding.Apply(input.Model);
        if (folded == 0)
        {
            _decisions.Add(
                new(Candidate.Folded, Decision.Skipped, "No BatchNormalization follows a layer it can be folded into.")
            );
            return;
        }

        var bytes = await _cache.GetOrMakeAsync(
            Candidate.Folded,
            [input.Original.Id],
            () => Task.FromResult(OnnxFile.ToBytes(model)),
            cancellationToken
        );
        _candidates.Add(new(Candidate.Folded, bytes));
        _decisions.Add(
            new(Candidate.Folded, Decision.Applied, $"Folded {folded} BatchNormalization nodes into their layers.")
        );
    }

    private async Task QuantizeAsync(WorkerStep step, CancellationToken cancellationToken)
    {
        var parent = _candidates[^1];
        var model = OnnxFile.Load(parent.Model);
        if (model.StandardOpset is not >= StaticQuantization.MinimumOpset)
        {
            var reason =
                $"The model uses operator set {model.StandardOpset}; one scale per channel needs "
                + $"{StaticQuantization.MinimumOpset} or newer. Export it again.";
            _decisions.Add(new(Candidate.Int8, Decision.Skipped, reason));
            return;
        }

        var limit = HasDotProducts(CpuClass.Current.Name) ? FullWeightLimit : HalfWeightLimit;
        var bytes = await _cache.GetOrMakeAsync(
            Candidate.Int8,
            [parent.Id, input.Dataset.Id, Text(input.Calibration.Count), Text(parameters.Seed), Text(limit)],
            () => Task.FromResult(Quantize(model, limit, step, cancellationToken)),
            cancellationToken
        );
        var layers = QuantizedLayers.Of(OnnxFile.Load(bytes));
        if (layers.Int8.Count == 0)
        {
            _decisions.Add(
                new(Candidate.Int8, Decision.Skipped, "The model has no Conv, Gemm or MatMul with constant weights.")
            );
            return;
        }

        await AddInt8Async(bytes, layers, cancellationToken);
    }

    private byte[] Quantize(ModelProto model, int weightLimit, WorkerStep step, CancellationToken cancellationToken)
    {
        var ranges = Calibration.Run(
            model,
            input.Signature,
            input.Calibration,
            fraction => step.Report(fraction),
            cancellationToken
        );
        return OnnxFile.ToBytes(StaticQuantization.Apply(model, ranges, weightLimit));
    }

    private async Task AddInt8Async(byte[] bytes, QuantizedLayers layers, CancellationToken cancellationToken)
    {
        var directory = context.Layout.CheckpointDirectory;
        var graph = await RuntimeGraph.OptimizeAsync(bytes, directory, cancellationToken);
        var unfused = graph.UnfusedNodes();
        var remark =
            unfused.Count > 0
                ? $"ONNX Runtime left {unfused.Count} nodes in float between quantized ones: {string.Join(", ", unfused)}."
                : "";
        _candidates.Add(new(Candidate.Int8, bytes) { Remark = remark });
        var kept = layers.Float.Count > 0 ? $"; {string.Join(", ", layers.Float)} stay float" : "";
        var reason = $"Quantized {layers.Int8.Count} layers on {input.Calibration.Count} training rows{kept}. {remark}";
        _decisions.Add(new(Candidate.Int8, Decision.Applied, reason.TrimEnd()));
    }

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
