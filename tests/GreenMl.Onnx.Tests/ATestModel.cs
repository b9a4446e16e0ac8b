namespace GreenMl.Onnx.Tests;

internal static class ATestModel
{
    /// <summary>input[N,4] -> Gemm -> Relu -> logits[N,3].</summary>
    public static ModelProto Small()
    {
        var builder = new GraphBuilder("small", seed: 1);
        builder.Input("input", ElementType.Float32, "N", 4);
        builder.Output(builder.Relu(builder.Gemm("input", 4, 3)), "logits", ElementType.Float32, "N", 3);
        return builder.Build();
    }

    public static TensorProto Weight(ModelProto model) =>
        model.Graph.Initializer.Single(tensor => tensor.Name.EndsWith("weight", StringComparison.Ordinal));
}
