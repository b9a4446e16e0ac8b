using GreenMl.ModelOptimization.Worker.Passes;
using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Quantization;

/// <summary>
/// Static int8 quantization in the QDQ form, by the rules under which ONNX Runtime's CPU provider fuses it: activations
/// unsigned, weights signed with zero point 0 and one scale per channel, bias int32 in units of both scales, no pair
/// between a layer and its Relu. A pair that does not fuse makes a model slower than float, so the rules are tested
/// against the runtime.
/// </summary>
internal sealed class StaticQuantization
{
    /// <summary>The first version of the operators with a scale per channel.</summary>
    public const int MinimumOpset = 13;

    private readonly GraphEditor _editor;
    private readonly QuantizationPairs _pairs;
    private readonly Dictionary<string, ActivationRange> _ranges;
    private readonly int _weightLimit;
    private readonly Dictionary<NodeProto, OperatorRole> _roles = new(ReferenceEqualityComparer.Instance);

    private StaticQuantization(GraphProto graph, IReadOnlyDictionary<string, ActivationRange> ranges, int weightLimit)
    {
        _editor = new(graph);
        _pairs = new(_editor);
        _ranges = new(ranges, StringComparer.Ordinal);
        _weightLimit = weightLimit;
    }

    /// <summary>A quantized copy of <paramref name="model"/>, whose operator set is at least <see cref="MinimumOpset"/>.</summary>
    /// <param name="model">A float model; BatchNormalization is folded before.</param>
    /// <param name="ranges">The ranges of the activations by name; what has none stays float.</param>
    /// <param name="weightLimit">The largest weight level: 127, or 63 where the CPU adds products in 16 bits.</param>
    public static ModelProto Apply(
        ModelProto model,
        IReadOnlyDictionary<string, ActivationRange> ranges,
        int weightLimit
    )
    {
        var copy = model.Clone();
        TopologicalOrder.Apply(copy.Graph);
        var quantization = new StaticQuantization(copy.Graph, ranges, weightLimit);
        var nodes = copy.Graph.Node.ToArray();
        quantization.AssignRoles(nodes);
        foreach (var node in nodes)
        {
            quantization.Quantize(node);
        }

        quantization._editor.Finish();
        return copy;
    }

    /// <summary>From the end to the beginning: moving values as bytes pays off only for a reader that wants bytes.</summary>
    private void AssignRoles(NodeProto[] nodes)
    {
        foreach (var node in nodes.Reverse())
        {
            var role = QuantizableOperators.RoleOf(_editor, node, _ranges);
            var isMoved = role != OperatorRole.Layout || IsReadAsBytes(node.Output[0]);
            _roles[node] = isMoved ? role : OperatorRole.Float;
        }
    }

    private bool IsReadAsBytes(string value) =>
        _editor.Consumers(value).Any(reader => _roles.GetValueOrDefault(reader) != OperatorRole.Float);

    private void Quantize(NodeProto node)
    {
        var role = _roles[node];
        if (role == OperatorRole.Float)
        {
            return;
        }

        var input = Read(node, 0);
        if (role == OperatorRole.Weighted)
        {
            QuantizeWeights(node, input);
        }
        else if (role == OperatorRole.Arithmetic)
        {
            for (var i = 1; i < node.Input.Count; i++)
            {
                Read(node, i);
            }
        }

        AbsorbActivation(node);
        var output = node.Output[0];
        if (NeedsByteOutput(node, output))
        {
            _pairs.AddBehind(output, role == OperatorRole.Layout ? input : _ranges[output]);
        }
    }

    /// <summary>Lets the node read an input through a pair. Returns the range of that pair.</summary>
    private ActivationRange Read(NodeProto node, int index)
    {
        var value = node.Input[index];
        if (_pairs.RangeOf(value) is { } known)
        {
            return known;
        }

        var range = _editor.Initializer(value) is { } constant
            ? ActivationRange.Of(constant.ToFloats())
            : _ranges[value];
        _editor.SetInput(node, index, _pairs.Of(value, range));
        return range;
    }

    private void QuantizeWeights(NodeProto node, ActivationRange input)
    {
        var layer = LayerWeights.TryRead(_editor, node)!;
        var quantized = QuantizedWeights.Of(layer, input.Scale, _weightLimit);
        long[] dims = [.. layer.Weight.Dims];
        var weight = _editor.UniqueName($"{layer.Weight.Name}_int8");
        _editor.SetInitializer(Tensors.Int8(weight, quantized.Weights, dims));
        _editor.SetInput(node, 1, _pairs.Dequantize(weight, quantized.Scales, layer.Axis, hasZeroPoint: true));
        if (quantized.Bias is { } levels)
        {
            var bias = _editor.UniqueName($"{layer.Bias!.Name}_int32");
            _editor.SetInitializer(Tensors.Int32(bias, levels, levels.Length));
            _editor.SetInput(node, 2, _pairs.Dequantize(bias, quantized.BiasScales, axis: 0, hasZeroPoint: false));
        }
    }

    /// <summary>Removes a Relu or Clip behind the node that the saturation of the quantized output replaces.</summary>
    private void AbsorbActivation(NodeProto node)
    {
        var output = node.Output[0];
        if (
            _roles[node] == OperatorRole.Layout
            || _editor.OnlyConsumer(output) is not { } activation
            || !_ranges.TryGetValue(activation.Output[0], out var range)
            || !QuantizableOperators.IsSaturation(_editor, activation, range)
            || !NeedsByteOutput(node, activation.Output[0])
        )
        {
            return;
        }

        _editor.Bypass(activation, output);
        // A graph output keeps its name: then the node has taken it over.
        _ranges[node.Output[0]] = range;
    }

    /// <summary>
    /// A product may end in float, at no cost, where nothing wants bytes. Every other operator runs in int8 only when its
    /// output is quantized.
    /// </summary>
    private bool NeedsByteOutput(NodeProto node, string output) =>
        node.OpType is not ("Gemm" or "MatMul") || IsReadAsBytes(output);
}
