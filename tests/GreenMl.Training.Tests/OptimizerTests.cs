using TorchSharp;

namespace GreenMl.Training.Tests;

public sealed class OptimizerTests
{
    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    public void Steps_equal_those_of_torchs_own_optimizer(OptimizerKind kind)
    {
        const double Rate = 0.05;
        const double Decay = 0.01;
        using var scope = torch.NewDisposeScope();
        var start = torch.tensor(Reference.RandomFloats(12, 1), [3, 4]);
        var ours = start.clone().requires_grad_(true);
        using var theirs = new TorchSharp.Modules.Parameter(start.clone());
        using var optimizer = Optimizers.Create(new() { Optimizer = kind, WeightDecay = Decay }, [ours]);
        using var reference =
            kind == OptimizerKind.Sgd
                ? (torch.optim.Optimizer)
                    torch.optim.SGD([theirs], Rate, momentum: 0.9, weight_decay: Decay, nesterov: true)
                : torch.optim.AdamW([theirs], Rate, weight_decay: Decay);
        for (var step = 0; step < 20; step++)
        {
            ours.sin().sum().backward();
            optimizer.Step(Rate, step);
            reference.zero_grad();
            ((torch.Tensor)theirs).sin().sum().backward();
            reference.step();
        }

        Assert.All(
            TensorBytes.Floats(ours).Zip(TensorBytes.Floats(theirs)),
            pair => Assert.Equal(pair.Second, pair.First, 1e-5)
        );
    }
}
