namespace GreenMl.Training;

/// <summary>Changes weights by their gradients. Its state takes part in checkpoints.</summary>
internal interface IOptimizer : IDisposable
{
    /// <summary>The tensors that a resumed run needs, in a fixed order.</summary>
    IEnumerable<torch.Tensor> State { get; }

    /// <summary>Applies the gradients of the last backward pass and clears them. Call it inside a dispose scope.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="step">The number of steps taken before, over all epochs.</param>
    void Step(double learningRate, int step);
}

/// <summary>Makes optimizers.</summary>
internal static class Optimizers
{
    public static IOptimizer Create(TrainingOptions options, IEnumerable<torch.Tensor> parameters)
    {
        var slots = parameters.Select(parameter => new OptimizedTensor(parameter, options.WeightDecay)).ToList();
        return options.Optimizer == OptimizerKind.Sgd ? new NesterovSgd(slots) : new DecoupledAdam(slots);
    }
}

/// <summary>A weight and how strongly it decays.</summary>
internal sealed class OptimizedTensor(torch.Tensor tensor, double weightDecay)
{
    public torch.Tensor Tensor { get; } = tensor;

    /// <summary>Vectors are biases and normalization factors: they do not overfit and are left alone.</summary>
    public double Decay { get; } = tensor.dim() > 1 ? weightDecay : 0;

    public torch.Tensor ZerosAlike() => torch.zeros(Tensor.shape).DetachFromDisposeScope();

    /// <summary>Takes the gradient away from the weight, or gives null when the last pass did not reach it.</summary>
    public torch.Tensor? TakeGradient()
    {
        var gradient = Tensor.grad;
        Tensor.grad = null;
        return gradient;
    }
}
