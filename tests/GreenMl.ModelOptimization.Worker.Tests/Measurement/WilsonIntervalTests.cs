using GreenMl.ModelOptimization.Worker.Measurement;

namespace GreenMl.ModelOptimization.Worker.Tests.Measurement;

public sealed class WilsonIntervalTests
{
    /// <summary>Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_is_the_published_one(int successes, int examples, double low, double high)
    {
        var interval = WilsonInterval.Of(successes, examples);
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
        Assert.Equal(examples, interval.SampleSize);
    }
}
