namespace GreenMl.Onnx;

/// <summary>
/// Builds a graph value by value: every operator method takes the names of its inputs and returns the name of its output.
/// Weights come from the seed alone, so one program and seed give one model, bit for bit.
/// </summary>
/// <param name="name">The graph's name.</param>
/// <param name="seed">The seed of the weights.</param>
public sealed class GraphBuilder(string name, ulong seed)
{
    private readonly GraphProto _graph = new() { Name = name };
    private readonly SplitMix64 _random = new(seed);
    private int _nodes;

    /// <summary>A graph input. Use a symbol such as <c>"N"</c> for the batch dimension.</summary>
    public string Input(string value, ElementType type, params ReadOnlySpan<Dimension> shape)
    {
        _graph.Input.Add(Models.Value(value, type, shape));
        return value;
    }

    /// <summary>A constant.</summary>
    public string Initializer(TensorProto tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>
    /// A float32 weight with He initialization for layers before a Relu: uniform with variance 2 / fan-in (He et al. 2015,
    /// Delving Deep into Rectifiers). Uniform rather than normal: it needs no logarithm, whose last bit differs by platform.
    /// </summary>
    public string HeWeight(string value, long fanIn, params ReadOnlySpan<long> dims)
    {
        var count = 1L;
        foreach (var dim in dims)
        {
            count *= dim;
        }

        var bound = Math.Sqrt(6.0 / fanIn);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * _random.NextDouble()) - 1) * bound);
        }

        return Initializer(Tensors.Float32(value, values, dims));
    }

    /// <summary>A float32 vector of equal values.</summary>
    public string Vector(string value, float fill, int length)
    {
        var values = new float[length];
        Array.Fill(values, fill);
        return Initializer(Tensors.Float32(value, values, length));
    }

    /// <summary>Any operator with one output.</summary>
    public string Node(string operatorType, string[] inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var output = $"{operatorType.ToLowerInvariant()}_{++_nodes}";
        _graph.Node.Add(Nodes.Create(operatorType, inputs, [output], attributes));
        return output;
    }

    /// <summary>
    /// A 2-D convolution without bias, padded so that stride 1 keeps height and width. <paramref name="kernel"/> is odd;
    /// <paramref name="group"/> divides both channel counts.
    /// </summary>
    public string Conv(string x, int inChannels, int outChannels, int kernel, int stride = 1, int group = 1)
    {
        var perGroup = inChannels / group;
        var fanIn = (long)perGroup * kernel * kernel;
        var weight = HeWeight($"conv_{_nodes + 1}.weight", fanIn, outChannels, perGroup, kernel, kernel);
        var pad = kernel / 2;
        return Node(
            "Conv",
            [x, weight],
            Nodes.Ints("kernel_shape", kernel, kernel),
            Nodes.Ints("strides", stride, stride),
            Nodes.Ints("pads", pad, pad, pad, pad),
            Nodes.Int("group", group)
        );
    }

    /// <summary>Batch normalization over <paramref name="channels"/> channels, as identity at first.</summary>
    public string BatchNorm(string x, int channels)
    {
        var stem = $"batchnormalization_{_nodes + 1}";
        return Node(
            "BatchNormalization",
            [
                x,
                Vector($"{stem}.scale", 1, channels),
                Vector($"{stem}.bias", 0, channels),
                Vector($"{stem}.mean", 0, channels),
                Vector($"{stem}.variance", 1, channels),
            ],
            Nodes.Float("epsilon", 1e-5f)
        );
    }

    /// <summary>max(x, 0).</summary>
    public string Relu(string x) => Node("Relu", [x]);

    /// <summary>Elementwise sum with broadcasting.</summary>
    public string Add(string a, string b) => Node("Add", [a, b]);

    /// <summary>A fully connected layer: x times the transposed weight plus bias.</summary>
    public string Gemm(string x, int inFeatures, int outFeatures)
    {
        var weight = HeWeight($"gemm_{_nodes + 1}.weight", inFeatures, outFeatures, inFeatures);
        var bias = Vector($"gemm_{_nodes + 1}.bias", 0, outFeatures);
        return Node("Gemm", [x, weight, bias], Nodes.Int("transB", 1));
    }

    /// <summary>The maximum over windows of <paramref name="height"/> x <paramref name="width"/> that do not overlap.</summary>
    public string MaxPool(string x, int height, int width) =>
        Node("MaxPool", [x], Nodes.Ints("kernel_shape", height, width), Nodes.Ints("strides", height, width));

    /// <summary>The mean over each channel's plane.</summary>
    public string GlobalAveragePool(string x) => Node("GlobalAveragePool", [x]);

    /// <summary>All dimensions but the first as one.</summary>
    public string Flatten(string x) => Node("Flatten", [x], Nodes.Int("axis", 1));

    /// <summary>Makes <paramref name="value"/> a graph output called <paramref name="output"/>.</summary>
    public void Output(string value, string output, ElementType type, params ReadOnlySpan<Dimension> shape)
    {
        new GraphEditor(_graph).RenameValue(value, output);
        _graph.Output.Add(Models.Value(output, type, shape));
    }

    /// <summary>The model built so far. The builder must not be used afterwards.</summary>
    public ModelProto Build() => Models.Create(_graph);
}
