using GreenMl.ModelOptimization.Worker.Measurement;
using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Tests.Measurement;

public sealed class InferenceCostTests
{
    [Fact]
    public void The_lower_quartile_ignores_disturbed_rounds()
    {
        var cost = new InferenceCost([1, 1, 1, 9, 9, 9, 9, 1], [0.001, 0.002, 0.003]);
        Assert.Equal(1, cost.CpuSeconds);
        Assert.Equal(2, cost.LatencyP50Milliseconds, 9);
    }

    [Fact]
    public void A_disturbance_that_hits_both_leaves_the_ratio()
    {
        double[] disturbances = [.. Enumerable.Range(0, 60).Select(i => 1.0 + (i % 7))];
        var parent = new InferenceCost(disturbances, [1]);
        var variant = new InferenceCost([.. disturbances.Select(cost => cost / 2)], [1]);
        Assert.Equal(new CostRatio(0.5, 0.5, 0.5), CostRatio.Of(variant, parent));
    }

    [Fact]
    public void Rounds_that_disagree_give_a_wide_interval()
    {
        double[] ratios = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 0.5 : 1.5)];
        var ratio = CostRatio.Of(new InferenceCost(ratios, [1]), new InferenceCost([.. ratios.Select(_ => 1.0)], [1]));
        Assert.Equal((0.5, 1.5), (ratio.Low, ratio.High));
    }

    [Fact]
    public void Every_model_is_timed_in_every_round_and_the_dearer_one_costs_more()
    {
        using var sessions = new SessionSet([Convolutions(4), Convolutions(64)]);
        using var models = sessions.Bind(AModel.Noise(3 * 32 * 32, seed: 1), [1, 3, 32, 32]);
        var costs = InterleavedTiming.Measure(models.All, _ => { }, CancellationToken.None);
        Assert.Equal(costs[0].Rounds.Count, costs[1].Rounds.Count);
        Assert.True(CostRatio.Of(costs[1], costs[0]).Low > 1);
        Assert.True(costs[0].LatencyP95Milliseconds >= costs[0].LatencyP50Milliseconds);
    }

    [Fact]
    public void Timing_stops_when_asked()
    {
        using var sessions = new SessionSet([
            (OnnxFile.ToBytes(AModel.FromZoo("mlp", 4, 8)), GraphOptimizationLevel.ORT_ENABLE_ALL),
        ]);
        using var models = sessions.Bind(AModel.Noise(8, seed: 1), [1, 8]);
        Assert.Throws<OperationCanceledException>(() =>
            InterleavedTiming.Measure(models.All, _ => { }, new CancellationToken(canceled: true))
        );
    }

    private static (byte[], GraphOptimizationLevel) Convolutions(int channels) =>
        (
            OnnxFile.ToBytes(AModel.Of((g, x) => g.Conv(g.Conv(x, 3, channels, 3), channels, 8, 3), 3, 32, 32)),
            GraphOptimizationLevel.ORT_ENABLE_ALL
        );
}
