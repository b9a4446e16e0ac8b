using GreenMl.Onnx;

namespace GreenMl.ModelOptimization.Worker.Passes;

/// <summary>The constant weight and bias of a Conv, Gemm or MatMul, and which output channel each weight belongs to.</summary>
/// <param name="Weight">float32.</param>
/// <param name="Bias">float32 of one value per channel; null when the layer has none.</param>
/// <param name="Axis">The dimension of the weight that counts the output channels.</param>
internal sealed record LayerWeights(TensorProto Weight, TensorProto? Bias, int Axis)
{
    /// <summary>The number of output channels.</summary>
    public int Channels => (int)Weight.Dims[Axis];

    private int Inner { get; } = (int)Weight.Dims.Skip(Axis + 1).Aggregate(1L, (product, dim) => product * dim);

    /// <summary>The output channel of the weight at a flat index.</summary>
    public int ChannelOf(int index) => index / Inner % Channels;

    /// <summary>Null where the layer is of another kind, or its weights are not constants of the plain form.</summary>
    public static LayerWeights? TryRead(GraphEditor editor, NodeProto layer)
    {
        if (!layer.IsStandard || AxisOf(layer) is not { } axis || layer.InputOrNull(1) is not { } weightName)
        {
            return null;
        }

        var weight = editor.Initializer(weightName);
        var biasName = layer.InputOrNull(2);
        var bias = biasName is null ? null : editor.Initializer(biasName);
        var isPlain =
            weight is { ElementType: ElementType.Float32, ElementCount: > 0 }
            && (layer.OpType == "Conv" ? weight.Dims.Count >= 3 : weight.Dims.Count == 2)
            && (biasName is null || (bias?.ElementType == ElementType.Float32 && bias.Dims.Count == 1))
            && (bias is null || bias.ElementCount == weight.Dims[axis]);
        return isPlain ? new(weight!, bias, axis) : null;
    }

    private static int? AxisOf(NodeProto layer) =>
        layer.OpType switch
        {
            "Conv" => 0,
            "MatMul" => 1,
            "Gemm" when IsPlainProduct(layer) => layer.GetInt("transB", 0) == 0 ? 1 : 0,
            _ => null,
        };

    private static bool IsPlainProduct(NodeProto gemm) =>
        gemm.GetInt("transA", 0) == 0 && gemm.GetFloat("alpha", 1) == 1 && gemm.GetFloat("beta", 1) == 1;
}
