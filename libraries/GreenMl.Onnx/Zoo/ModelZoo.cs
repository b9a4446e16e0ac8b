using System.Collections.Frozen;

namespace GreenMl.Onnx;

/// <summary>
/// Untrained classifiers. Each takes one float32 input <c>input</c> of [N, ...] and gives float32 <c>logits</c> of
/// [N, classes]; N is free. Images are NCHW with values from 0 to 1, scaled by the caller.
/// </summary>
public static class ModelZoo
{
    /// <summary>The name of every model's input.</summary>
    public const string InputName = "input";

    /// <summary>The name of every model's output: scores before softmax.</summary>
    public const string OutputName = "logits";

    private delegate string Body(GraphBuilder builder, ZooInput input);

    private static readonly FrozenDictionary<string, Body> Bodies = new Dictionary<string, Body>(StringComparer.Ordinal)
    {
        ["mlp"] = Mlp,
        ["cnn-small"] = CnnSmall,
        ["resnet8"] = ResNet8,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names that <see cref="Create"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Bodies.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Builds a model with fresh weights; the same arguments give the same bytes.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputShape">
    /// The shape of one example: [channels, height, width] of at least 8 x 8 for <c>cnn-small</c> and <c>resnet8</c>; any
    /// shape for <c>mlp</c>.
    /// </param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <exception cref="ArgumentException">A name, shape or number of classes that is not as described.</exception>
    public static ModelProto Create(string name, IReadOnlyList<int> inputShape, int classes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (!Bodies.TryGetValue(name, out var body))
        {
            throw new ArgumentException(
                $"There is no model '{name}'; choose one of {string.Join(", ", Names)}.",
                nameof(name)
            );
        }

        if (classes < 2)
        {
            throw new ArgumentException($"classes is {classes}; a classifier needs at least 2.", nameof(classes));
        }

        if (inputShape.Count == 0 || inputShape.Any(size => size < 1))
        {
            throw new ArgumentException(
                $"inputShape is [{string.Join(", ", inputShape)}]; give the positive sizes of one example.",
                nameof(inputShape)
            );
        }

        var input = new ZooInput(name, [.. inputShape], classes);
        var builder = new GraphBuilder(name, seed);
        builder.Input(InputName, ElementType.Float32, ["N", .. inputShape.Select(size => Dimension.Of(size))]);
        builder.Output(body(builder, input), OutputName, ElementType.Float32, "N", classes);
        return builder.Build();
    }

    private static string Mlp(GraphBuilder builder, ZooInput input)
    {
        const int Hidden = 128;
        var x = input.Shape.Length == 1 ? InputName : builder.Flatten(InputName);
        x = builder.Relu(builder.Gemm(x, input.Features, Hidden));
        x = builder.Relu(builder.Gemm(x, Hidden, Hidden / 2));
        return builder.Gemm(x, Hidden / 2, input.Classes);
    }

    // The first layer halves the image at once: at full size it would cost more than all others together. The last plane
    // is kept, not averaged, because where a stroke lies tells classes apart; larger images get further stages.
    private static string CnnSmall(GraphBuilder builder, ZooInput input)
    {
        const int LargestLastPlane = 7;
        var image = input.Image;
        var (channels, height, width) = (16, (image.Height + 1) / 2, (image.Width + 1) / 2);
        var x = ConvNormRelu(builder, InputName, image.Channels, channels, kernel: 5, stride: 2);
        for (var stage = 0; stage < 2 || Math.Max(height, width) > LargestLastPlane; stage++)
        {
            var wider = Math.Min(2 * channels, 64);
            x = ConvNormRelu(builder, x, channels, wider);
            x = builder.MaxPool(x, Math.Min(2, height), Math.Min(2, width));
            (channels, height, width) = (wider, Math.Max(1, height / 2), Math.Max(1, width / 2));
        }

        return builder.Gemm(builder.Flatten(x), channels * height * width, input.Classes);
    }

    // The three-stage network of MLPerf Tiny's image classification: one residual block of 16, 32 and 64 channels each.
    private static string ResNet8(GraphBuilder builder, ZooInput input)
    {
        var x = ConvNormRelu(builder, InputName, input.Image.Channels, 16);
        x = ResidualBlock(builder, x, 16, 16, stride: 1);
        x = ResidualBlock(builder, x, 16, 32, stride: 2);
        x = ResidualBlock(builder, x, 32, 64, stride: 2);
        return Head(builder, x, 64, input.Classes);
    }

    private static string ConvNormRelu(
        GraphBuilder builder,
        string x,
        int inChannels,
        int outChannels,
        int kernel = 3,
        int stride = 1
    ) => builder.Relu(builder.BatchNorm(builder.Conv(x, inChannels, outChannels, kernel, stride), outChannels));

    private static string ResidualBlock(GraphBuilder builder, string x, int inChannels, int outChannels, int stride)
    {
        var y = ConvNormRelu(builder, x, inChannels, outChannels, stride: stride);
        y = builder.BatchNorm(builder.Conv(y, outChannels, outChannels, 3), outChannels);
        var shortcut =
            inChannels == outChannels && stride == 1
                ? x
                : builder.BatchNorm(builder.Conv(x, inChannels, outChannels, 1, stride), outChannels);
        return builder.Relu(builder.Add(y, shortcut));
    }

    private static string Head(GraphBuilder builder, string x, int channels, int classes) =>
        builder.Gemm(builder.Flatten(builder.GlobalAveragePool(x)), channels, classes);
}
