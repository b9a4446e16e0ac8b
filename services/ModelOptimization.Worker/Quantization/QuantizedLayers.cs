using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Quantization;

/// <summary>The Conv, Gemm and MatMul nodes of a model, by the type of their weights. Named by output and operator.</summary>
/// <param name="Int8">Those with int8 weights.</param>
/// <param name="Float">The others.</param>
internal sealed record QuantizedLayers(IReadOnlyList<string> Int8, IReadOnlyList<string> Float)
{
    /// <summary>Reads <paramref name="model"/>.</summary>
    public static QuantizedLayers Of(ModelProto model)
    {
        var dequantized = model
            .Graph.Node.Where(node => node.OpType == "DequantizeLinear")
            .Select(node => node.Output[0])
            .ToHashSet(StringComparer.Ordinal);
        var layers = model
            .Graph.Node.Where(node => node.OpType is "Conv" or "Gemm" or "MatMul")
            .ToLookup(node => dequantized.Contains(node.Input[1]), node => $"{node.Output[0]} ({node.OpType})");
        return new([.. layers[true]], [.. layers[false]]);
    }
}
