namespace GreenMl.Training;

/// <summary>Adam (Kingma, Ba 2015) with decoupled weight decay (Loshchilov, Hutter 2019).</summary>
internal sealed class DecoupledAdam(IReadOnlyList<OptimizedTensor> weights) : IOptimizer
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;

    private readonly torch.Tensor[] _means = [.. weights.Select(weight => weight.ZerosAlike())];
    private readonly torch.Tensor[] _squares = [.. weights.Select(weight => weight.ZerosAlike())];

    public IEnumerable<torch.Tensor> State => _means.Concat(_squares);

    public void Step(double learningRate, int step)
    {
        using var withoutGradients = torch.no_grad();
        var firstCorrection = 1 - Math.Pow(FirstDecay, step + 1);
        var secondCorrection = 1 - Math.Pow(SecondDecay, step + 1);
        for (var i = 0; i < weights.Count; i++)
        {
            if (weights[i].TakeGradient() is { } gradient)
            {
                _means[i].mul_(FirstDecay).add_(gradient, 1 - FirstDecay);
                _squares[i].mul_(SecondDecay).addcmul_(gradient, gradient, 1 - SecondDecay);
                var scale = _squares[i].sqrt().mul_(1 / Math.Sqrt(secondCorrection)).add_(Epsilon);
                weights[i].Tensor.mul_(1 - (learningRate * weights[i].Decay));
                weights[i].Tensor.addcdiv_(_means[i], scale, -learningRate / firstCorrection);
            }
        }
    }

    public void Dispose()
    {
        foreach (var tensor in State)
        {
            tensor.Dispose();
        }
    }
}
