using TorchSharp;

namespace GreenMl.Training.Tests;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Libtorch_computes_after_loading()
    {
        var first = TorchRuntime.Load();
        using var sum = torch.ones(3) + 1;
        Assert.Equal(6, sum.sum().item<float>());
        Assert.Equal(first, TorchRuntime.Load());
    }
}
