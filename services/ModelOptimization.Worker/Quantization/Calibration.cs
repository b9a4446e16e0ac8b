using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Quantization;

/// <summary>Runs a model on training rows and finds the range of every float activation.</summary>
internal static class Calibration
{
    private const int BatchRows = 16;

    /// <summary>The ranges by name of the value. Values that were infinite or no number are absent.</summary>
    /// <param name="model">A float model.</param>
    /// <param name="signature">Its input and output.</param>
    /// <param name="rows">The rows to run; memory does not grow with their number.</param>
    /// <param name="onProgress">Told how far it is, 0 to 1.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static IReadOnlyDictionary<string, ActivationRange> Run(
        ModelProto model,
        ModelSignature signature,
        ExampleRows rows,
        Action<double> onProgress,
        CancellationToken cancellationToken
    )
    {
        // Without optimization every value of the graph stays there to be read.
        using var session = ModelSession.Open(
            OnnxFile.ToBytes(WithAllOutputs(model)),
            GraphOptimizationLevel.ORT_DISABLE_ALL
        );
        var histograms = new Dictionary<string, ActivationHistogram>(StringComparer.Ordinal);
        foreach (var batch in rows.Batches(signature.IsBatchFixed ? 1 : BatchRows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(histograms, signature.InputName, batch.Values);
            session.RunAll(
                batch.Values,
                signature.ShapeOf(batch.Count),
                (name, values) => Add(histograms, name, values)
            );
            onProgress((batch.Start + batch.Count) / (double)rows.Count);
        }

        return histograms
            .Where(pair => pair.Value.IsFinite)
            .ToDictionary(pair => pair.Key, pair => ActivationRange.Of(pair.Value), StringComparer.Ordinal);
    }

    private static ModelProto WithAllOutputs(ModelProto model)
    {
        var copy = model.Clone();
        var outputs = copy.Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var value in copy.Graph.Node.SelectMany(node => node.Output).Where(value => value.Length > 0))
        {
            if (outputs.Add(value))
            {
                copy.Graph.Output.Add(new ValueInfoProto { Name = value });
            }
        }

        return copy;
    }

    private static void Add(
        Dictionary<string, ActivationHistogram> histograms,
        string value,
        ReadOnlySpan<float> values
    )
    {
        if (!histograms.TryGetValue(value, out var histogram))
        {
            histograms[value] = histogram = new();
        }

        histogram.Add(values);
    }
}
