using System.Diagnostics;
using GreenMl.ModelOptimization.Worker.Models;

namespace GreenMl.ModelOptimization.Worker.Measurement;

/// <summary>
/// Times several models on the same row in turns: each round runs every model for about two milliseconds, and the round
/// after goes the other way round.
/// </summary>
internal static class InterleavedTiming
{
    private const int MinimumRounds = 15;
    private const int MaximumRounds = 61;
    private const double RoundSeconds = 0.002;
    private const double WarmUpSeconds = 0.05;
    private const double BudgetSeconds = 20;
    private const int MaximumRunsPerRound = 1000;

    /// <summary>The cost of each model, in their order. Takes 61 rounds, or fewer (at least 15) after 20 CPU-seconds.</summary>
    public static IReadOnlyList<InferenceCost> Measure(
        IReadOnlyList<BoundInference> models,
        Action<double> onProgress,
        CancellationToken cancellationToken
    )
    {
        var series = models.Select(model => new Series(model, RunsPerRound(model))).ToArray();
        var start = ThreadCpu.Seconds();
        for (var round = 0; round < MaximumRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var one in round % 2 == 0 ? series : series.Reverse())
            {
                one.RunRound();
            }

            onProgress((round + 1.0) / MaximumRounds);
            if (round + 1 >= MinimumRounds && ThreadCpu.Seconds() - start > BudgetSeconds)
            {
                break;
            }
        }

        return [.. series.Select(one => one.Cost)];
    }

    /// <summary>Runs the model until code and caches are warm, and finds how often it fits into a round.</summary>
    private static int RunsPerRound(BoundInference model)
    {
        var start = ThreadCpu.Seconds();
        var runs = 0;
        while (runs < 2 || ThreadCpu.Seconds() - start < WarmUpSeconds)
        {
            model.Run();
            runs++;
        }

        var each = (ThreadCpu.Seconds() - start) / runs;
        return (int)Math.Clamp(RoundSeconds / each, 1, MaximumRunsPerRound);
    }

    private sealed class Series(BoundInference model, int runsPerRound)
    {
        private readonly List<double> _rounds = new(MaximumRounds);
        private readonly List<double> _latencies = new(MaximumRounds * runsPerRound);

        public InferenceCost Cost => new(_rounds, _latencies);

        public void RunRound()
        {
            var cpu = ThreadCpu.Seconds();
            for (var run = 0; run < runsPerRound; run++)
            {
                var wall = Stopwatch.GetTimestamp();
                model.Run();
                _latencies.Add(Stopwatch.GetElapsedTime(wall).TotalSeconds);
            }

            _rounds.Add((ThreadCpu.Seconds() - cpu) / runsPerRound);
        }
    }
}
