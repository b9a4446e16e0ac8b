using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Quantization;

/// <summary>The QuantizeLinear and DequantizeLinear pairs of a graph, at most one for each value.</summary>
internal sealed class QuantizationPairs(GraphEditor editor)
{
    private readonly Dictionary<string, string> _dequantized = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ActivationRange> _ranges = new(StringComparer.Ordinal);

    /// <summary>The range of <paramref name="value"/> when it comes out of a pair, else null.</summary>
    public ActivationRange? RangeOf(string value) => _ranges.GetValueOrDefault(value);

    /// <summary>The output of the pair on <paramref name="value"/>, which is created when there is none.</summary>
    public string Of(string value, ActivationRange range)
    {
        if (_dequantized.TryGetValue(value, out var known))
        {
            return known;
        }

        var scale = editor.SetInitializer(Tensors.Float32(editor.UniqueName($"{value}_scale"), [range.Scale]));
        var zero = editor.SetInitializer(Tensors.UInt8(editor.UniqueName($"{value}_zero_point"), [range.ZeroPoint]));
        var quantized = editor.Initializer(value) is { } constant
            ? Quantize(constant, range)
            : Add("QuantizeLinear", [value, scale, zero], $"{value}_quantized");
        var dequantized = Add("DequantizeLinear", [quantized, scale, zero], $"{value}_dequantized");
        _ranges[dequantized] = range;
        return _dequantized[value] = dequantized;
    }

    /// <summary>Puts a pair behind <paramref name="value"/>: every reader and graph output gets what comes out of it.</summary>
    public void AddBehind(string value, ActivationRange range)
    {
        var readers = editor.Consumers(value);
        var output = editor.IsOutput(value) ? value : null;
        if (output is not null)
        {
            value = editor.UniqueName($"{output}_float");
            editor.RenameValue(output, value);
        }

        var dequantized = Of(value, range);
        foreach (var reader in readers)
        {
            editor.RedirectIn(reader, value, dequantized);
        }

        if (output is not null)
        {
            editor.Graph.Output.Single(candidate => candidate.Name == value).Name = dequantized;
            editor.RenameValue(dequantized, output);
            _ranges[output] = range;
        }
    }

    /// <summary>A DequantizeLinear on the integer constant <paramref name="value"/>, one scale per channel.</summary>
    public string Dequantize(string value, float[] scales, int axis, bool hasZeroPoint)
    {
        List<string> inputs =
        [
            value,
            editor.SetInitializer(Tensors.Float32(editor.UniqueName($"{value}_scale"), scales, scales.Length)),
        ];
        if (hasZeroPoint)
        {
            var zeros = Tensors.Int8(editor.UniqueName($"{value}_zero_point"), new sbyte[scales.Length], scales.Length);
            inputs.Add(editor.SetInitializer(zeros));
        }

        return Add("DequantizeLinear", inputs, $"{value}_dequantized", Nodes.Int("axis", axis));
    }

    private string Quantize(TensorProto constant, ActivationRange range)
    {
        byte[] levels = [.. constant.ToFloats().Select(range.Quantize)];
        var name = editor.UniqueName($"{constant.Name}_uint8");
        return editor.SetInitializer(Tensors.UInt8(name, levels, [.. constant.Dims]));
    }

    private string Add(
        string operatorType,
        IEnumerable<string> inputs,
        string output,
        params ReadOnlySpan<AttributeProto> attributes
    )
    {
        var name = editor.UniqueName(output);
        editor.Add(Nodes.Create(operatorType, inputs, [name], attributes));
        return name;
    }
}
