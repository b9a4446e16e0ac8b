using GreenMl.Onnx;

namespace GreenMl.Training.Tests;

public sealed class OperatorParityTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Cases { get; } = [.. OperatorCases.Names];

    [Theory]
    [InlineData("mlp", new[] { 30 })]
    [InlineData("mlp", new[] { 3, 9, 9 })]
    [InlineData("cnn-small", new[] { 1, 28, 28 })]
    [InlineData("cnn-small", new[] { 3, 15, 9 })]
    [InlineData("resnet8", new[] { 3, 32, 32 })]
    public void A_zoo_model_gives_the_logits_of_onnx_runtime(string name, int[] shape)
    {
        var model = ModelZoo.Create(name, shape, 10, 5);
        Reference.AssertEqualResults(model, Tolerance, [4, .. shape.Select(size => (long)size)]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_operator_gives_the_values_of_onnx_runtime(string name)
    {
        var (model, shape) = OperatorCases.Create(name);
        Reference.AssertEqualResults(model, Tolerance, shape);
    }

    [Fact]
    public void Every_supported_operator_has_a_case()
    {
        var covered = OperatorCases.Names.SelectMany(name => OperatorCases.Create(name).Model.Graph.Node);
        Assert.Empty(OnnxModule.SupportedOperators.Except(covered.Select(node => node.OpType)));
    }
}
