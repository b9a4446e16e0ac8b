using GreenMl.Workers;

namespace GreenMl.ModelOptimization.Worker.Tests;

public sealed class OptimizationParametersTests
{
    [Fact]
    public void Nothing_given_means_every_pass_and_half_a_point()
    {
        var parameters = From([]);
        Assert.True(parameters is { FoldsBatchNormalization: true, QuantizesInt8: true, OptimizesOffline: true });
        Assert.Equal(0.005, parameters.MaximumAccuracyDrop);
        Assert.Equal(256, parameters.CalibrationRows);
    }

    [Fact]
    public void Only_the_passes_named_run()
    {
        var parameters = From(new() { ["passes"] = "quantize_int8, optimize_offline" });
        Assert.True(parameters is { FoldsBatchNormalization: false, QuantizesInt8: true, OptimizesOffline: true });
    }

    [Fact]
    public void Measuring_only_runs_no_pass()
    {
        var parameters = From(new() { ["passes"] = "quantize_int8", ["measure_only"] = "true" });
        Assert.True(parameters is { FoldsBatchNormalization: false, QuantizesInt8: false, OptimizesOffline: false });
    }

    [Theory]
    [InlineData("passes", "prune")]
    [InlineData("name", "a/b")]
    [InlineData("seed", "-1")]
    [InlineData("max_accuracy_drop", "1.5")]
    [InlineData("calibration_rows", "15")]
    [InlineData("measure_only", "yes")]
    public void A_broken_rule_names_parameter_and_value(string name, string value)
    {
        var failure = Assert.Throws<WorkerFailureException>(() => From(new() { [name] = value }));
        Assert.Equal(WorkerFailureException.InvalidParameter, failure.Reason);
        Assert.StartsWith($"Parameter '{name}' is '{value}': it must", failure.Message, StringComparison.Ordinal);
    }

    private static OptimizationParameters From(Dictionary<string, string> values) =>
        OptimizationParameters.From(new Hyperparameters(values));
}
