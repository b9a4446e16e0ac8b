using GreenMl.Onnx;
using TorchSharp;

namespace GreenMl.Training.Tests;

public sealed class OnnxModuleTests
{
    [Theory]
    [InlineData("Conv with bias")]
    [InlineData("Conv with uneven pads")]
    [InlineData("Conv depthwise")]
    [InlineData("BatchNormalization")]
    [InlineData("Gemm")]
    [InlineData("MatMul")]
    public void Gradients_equal_finite_differences(string name)
    {
        var (model, shape) = OperatorCases.Create(name);
        using var module = new OnnxModule(model);
        using var scope = torch.NewDisposeScope();
        var batch = torch.tensor(Reference.RandomFloats((int)shape.Aggregate(1L, (a, b) => a * b), 4), shape);
        // A smooth function of every output, with a different slope at each.
        torch.Tensor Loss() => module.Forward(batch, training: true).tanh().sum();
        Loss().backward();
        foreach (var parameter in module.Parameters)
        {
            var gradient = parameter.grad!.flatten();
            for (var i = 0L; i < Math.Min(6, gradient.numel()); i++)
            {
                Assert.Equal(Slope(Loss, parameter, i), gradient[i].item<float>(), 2e-2);
            }
        }
    }

    [Fact]
    public void A_training_pass_moves_the_running_statistics_and_export_writes_them()
    {
        var (model, shape) = OperatorCases.Create("BatchNormalization");
        using var module = new OnnxModule(model);
        using var scope = torch.NewDisposeScope();
        var batch = torch.ones(shape) * 3;
        module.Forward(batch, training: true);
        var before = model.Graph.Initializer.Single(tensor => tensor.Name == "m").ToFloats();
        var after = module.Export().Graph.Initializer.Single(tensor => tensor.Name == "m").ToFloats();
        // ONNX: new mean = 0.9 * old + 0.1 * batch mean.
        Assert.All(before.Zip(after), pair => Assert.Equal((0.9 * pair.First) + 0.3, pair.Second, 1e-5));
    }

    [Fact]
    public void Export_without_training_gives_the_model_back()
    {
        var model = ModelZoo.Create("resnet8", [3, 8, 8], 4, 1);
        using var module = new OnnxModule(model);
        Assert.Equal(OnnxFile.ToBytes(model), OnnxFile.ToBytes(module.Export()));
    }

    [Fact]
    public void Changed_weights_are_exported_and_give_the_same_logits_elsewhere()
    {
        var model = ModelZoo.Create("cnn-small", [1, 12, 12], 3, 1);
        using var module = new OnnxModule(model);
        using (torch.no_grad())
        {
            foreach (var parameter in module.Parameters)
            {
                parameter.mul_(0.5f).add_(0.01f);
            }
        }

        var exported = module.Export();
        Assert.NotEqual(OnnxFile.ToBytes(model), OnnxFile.ToBytes(exported));
        var input = Reference.RandomFloats(2 * 144, 9);
        var expected = Reference.WithOnnxRuntime(exported, input, 2, 1, 12, 12);
        var actual = Reference.WithTorch(module, input, 2, 1, 12, 12);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void An_operator_that_cannot_be_trained_is_refused_with_node_operator_and_what_can()
    {
        var model = ModelZoo.Create("mlp", [8], 2, 1);
        model.Graph.Node[1].OpType = "Sin";
        var error = Assert.Throws<InvalidModelException>(() => new OnnxModule(model));
        Assert.Contains($"node '{model.Graph.Node[1].Name}' (Sin)", error.Message, StringComparison.Ordinal);
        Assert.Contains("AveragePool, BatchNormalization", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_of_another_domain_is_refused_even_under_a_known_name()
    {
        var model = ModelZoo.Create("mlp", [8], 2, 1);
        model.Graph.Node[1].Domain = "com.example";
        var error = Assert.Throws<InvalidModelException>(() => new OnnxModule(model));
        Assert.Contains("com.example.Relu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_is_not_float32_is_refused()
    {
        var model = ModelZoo.Create("mlp", [8], 2, 1);
        var weight = model.Graph.Initializer[0];
        model.Graph.Initializer[0] = Tensors.Int8(weight.Name, new sbyte[weight.ElementCount], [.. weight.Dims]);
        var error = Assert.Throws<InvalidModelException>(() => new OnnxModule(model));
        Assert.Contains("Int8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fixed_scaling_of_the_input_is_not_trained_and_a_bias_is()
    {
        var graph = new GraphProto { Name = "scaled" };
        graph.Input.Add(Models.Value("x", ElementType.Float32, "N", 3));
        graph.Initializer.AddRange([
            OperatorCases.Floats("mean", 3),
            OperatorCases.Floats("w", 3, 2),
            OperatorCases.Floats("b", 2),
        ]);
        graph.Node.Add(Nodes.Create("Sub", ["x", "mean"], ["centred"]));
        graph.Node.Add(Nodes.Create("MatMul", ["centred", "w"], ["product"]));
        graph.Node.Add(Nodes.Create("Add", ["product", "b"], ["y"]));
        graph.Output.Add(Models.Value("y", ElementType.Float32, "N", 2));
        using var module = new OnnxModule(Models.Create(graph));
        Assert.Equal(["w", "b"], module.NamedParameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Steps_in_scopes_leave_no_tensors_behind()
    {
        using var module = new OnnxModule(ModelZoo.Create("resnet8", [3, 8, 8], 4, 1));
        void Step()
        {
            using var scope = torch.NewDisposeScope();
            module.Forward(torch.rand(4, 3, 8, 8), training: true).sum().backward();
            module.Predict(torch.rand(4, 3, 8, 8));
        }

        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static double Slope(Func<torch.Tensor> loss, torch.Tensor parameter, long index)
    {
        const float Step = 1e-2f;
        using var withoutGradients = torch.no_grad();
        var flat = parameter.view(-1);
        var original = flat[index].item<float>();
        flat[index] = torch.tensor(original + Step);
        var above = loss().to(torch.ScalarType.Float64).item<double>();
        flat[index] = torch.tensor(original - Step);
        var below = loss().to(torch.ScalarType.Float64).item<double>();
        flat[index] = torch.tensor(original);
        return (above - below) / (2 * Step);
    }
}
