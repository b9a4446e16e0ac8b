using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Metering;
using GreenMl.InferenceHosting.Server.Models;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>The statistics in the protocol's message.</summary>
internal static class StatisticsMessage
{
    public static ModelStatistics Create(ServedModel model, StatisticsSnapshot snapshot) =>
        new()
        {
            Name = model.Manifest.Name,
            Version = model.Manifest.Version,
            LastInference = (ulong)(snapshot.LastInference?.ToUnixTimeMilliseconds() ?? 0),
            InferenceCount = (ulong)snapshot.Rows,
            ExecutionCount = (ulong)snapshot.Success.Count,
            InferenceStats = new InferStatistics
            {
                Success = ToWire(snapshot.Success),
                Fail = ToWire(snapshot.Failure),
                // Requests run at once on the thread that read them.
                Queue = ToWire(new TimedCount(snapshot.Success.Count, 0)),
                ComputeInput = ToWire(snapshot.Phases.Input),
                ComputeInfer = ToWire(snapshot.Phases.Compute),
                ComputeOutput = ToWire(snapshot.Phases.Output),
                CacheHit = new StatisticDuration(),
                CacheMiss = new StatisticDuration(),
            },
            BatchStats =
            {
                snapshot.Batches.Select(batch => new InferBatchStatistics
                {
                    BatchSize = (ulong)batch.Key,
                    ComputeInput = ToWire(batch.Value.Input),
                    ComputeInfer = ToWire(batch.Value.Compute),
                    ComputeOutput = ToWire(batch.Value.Output),
                }),
            },
            InferenceCpuSeconds = snapshot.CpuSeconds,
            ProcessCpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
        };

    private static StatisticDuration ToWire(TimedCount count) =>
        new() { Count = (ulong)count.Count, Ns = (ulong)count.Nanoseconds };
}
