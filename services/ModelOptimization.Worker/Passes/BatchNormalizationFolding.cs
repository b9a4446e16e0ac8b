using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Passes;

/// <summary>
/// Folds an inference-time BatchNormalization into the Conv or Gemm before it. With <c>s = scale / sqrt(variance + eps)</c>
/// the folded weight is <c>s w</c> and the folded bias <c>s (b - mean) + bias</c>, per output channel; the arithmetic is
/// done in double precision.
/// </summary>
internal static class BatchNormalizationFolding
{
    private const string BatchNormalization = "BatchNormalization";
    private const float DefaultEpsilon = 1e-5f;

    /// <summary>A folded copy of <paramref name="model"/> and the number of nodes folded away.</summary>
    public static (ModelProto Model, int Folded) Apply(ModelProto model)
    {
        var copy = model.Clone();
        var editor = new GraphEditor(copy.Graph);
        var folded = 0;
        foreach (var normalization in copy.Graph.Node.Where(node => node.OpType == BatchNormalization).ToArray())
        {
            if (ChannelMap.TryRead(editor, normalization) is { } map && TryFoldInto(editor, normalization, map))
            {
                folded++;
            }
        }

        editor.Finish();
        return (copy, folded);
    }

    private static bool TryFoldInto(GraphEditor editor, NodeProto normalization, ChannelMap map)
    {
        var value = normalization.Input[0];
        if (editor.Producer(value) is not { } layer || !ReferenceEquals(editor.OnlyConsumer(value), normalization))
        {
            return false;
        }

        // A MatMul has no place for a bias.
        if (layer.OpType is not ("Conv" or "Gemm"))
        {
            return false;
        }

        if (LayerWeights.TryRead(editor, layer) is not { } weights || weights.Channels != map.Gain.Length)
        {
            return false;
        }

        var bias = weights.Bias?.ToFloats() ?? new float[weights.Channels];
        var folded = weights.Weight.ToFloats();
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = (float)(folded[i] * map.Gain[weights.ChannelOf(i)]);
        }

        for (var channel = 0; channel < bias.Length; channel++)
        {
            bias[channel] = (float)((bias[channel] * map.Gain[channel]) + map.Offset[channel]);
        }

        Replace(editor, layer, weights, folded, bias);
        editor.Bypass(normalization, value);
        return true;
    }

    /// <summary>New names, because another layer may share the old weight.</summary>
    private static void Replace(GraphEditor editor, NodeProto layer, LayerWeights weights, float[] folded, float[] bias)
    {
        var weightName = editor.UniqueName($"{weights.Weight.Name}_folded");
        var biasName = editor.UniqueName($"{weights.Weight.Name}_bias_folded");
        editor.SetInitializer(Tensors.Float32(weightName, folded, [.. weights.Weight.Dims]));
        editor.SetInitializer(Tensors.Float32(biasName, bias, bias.Length));
        editor.SetInput(layer, 1, weightName);
        editor.SetInput(layer, 2, biasName);
    }

    /// <summary>What a BatchNormalization does to channel c: <c>x * Gain[c] + Offset[c]</c>.</summary>
    private sealed record ChannelMap(double[] Gain, double[] Offset)
    {
        /// <summary>Null where the node learns while it runs, or its parameters are no constants of float32.</summary>
        public static ChannelMap? TryRead(GraphEditor editor, NodeProto node)
        {
            if (node.GetInt("training_mode", 0) != 0 || node.Output.Count != 1 || node.Input.Count != 5)
            {
                return null;
            }

            var constants = node.Input.Skip(1).Select(editor.Initializer).ToArray();
            if (Array.Exists(constants, constant => constant?.ElementType != ElementType.Float32))
            {
                return null;
            }

            var parameters = Array.ConvertAll(constants, constant => constant!.ToFloats());
            var (scale, bias, mean, variance) = (parameters[0], parameters[1], parameters[2], parameters[3]);
            var epsilon = node.GetFloat("epsilon", DefaultEpsilon);
            var gain = scale.Select((s, c) => s / Math.Sqrt((double)variance[c] + epsilon)).ToArray();
            return new(gain, [.. gain.Select((g, c) => bias[c] - (mean[c] * g))]);
        }
    }
}
