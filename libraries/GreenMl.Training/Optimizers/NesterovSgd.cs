namespace GreenMl.Training;

/// <summary>
/// Stochastic gradient descent with Nesterov momentum (Sutskever et al. 2013), in torch's form:
/// v = m v + g; w = w - r (g + m v).
/// </summary>
internal sealed class NesterovSgd(IReadOnlyList<OptimizedTensor> weights) : IOptimizer
{
    private const double Momentum = 0.9;

    private readonly torch.Tensor[] _velocities = [.. weights.Select(weight => weight.ZerosAlike())];

    public IEnumerable<torch.Tensor> State => _velocities;

    public void Step(double learningRate, int step)
    {
        using var withoutGradients = torch.no_grad();
        for (var i = 0; i < weights.Count; i++)
        {
            if (weights[i].TakeGradient() is { } gradient)
            {
                gradient.add_(weights[i].Tensor, weights[i].Decay);
                _velocities[i].mul_(Momentum).add_(gradient);
                gradient.add_(_velocities[i], Momentum);
                weights[i].Tensor.add_(gradient, -learningRate);
            }
        }
    }

    public void Dispose()
    {
        foreach (var velocity in _velocities)
        {
            velocity.Dispose();
        }
    }
}
