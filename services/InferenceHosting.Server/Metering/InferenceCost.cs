using System.Diagnostics;

namespace GreenMl.InferenceHosting.Server.Metering;

/// <summary>The three parts of an inference.</summary>
internal enum InferencePhase
{
    Input,
    Compute,
    Output,
}

/// <summary>Wall-clock and CPU time of one inference, part by part. Each part runs on one thread.</summary>
internal sealed class InferenceCost
{
    private readonly long[] _wallNanoseconds = new long[3];

    /// <summary>Thread CPU time of all parts.</summary>
    public long CpuNanoseconds { get; private set; }

    public long WallNanoseconds(InferencePhase phase) => _wallNanoseconds[(int)phase];

    /// <summary>Starts counting; disposing the result on the same thread adds what was used.</summary>
    public Measurement Measure(InferencePhase phase) => new(this, phase);

    internal readonly ref struct Measurement(InferenceCost cost, InferencePhase phase)
    {
        private readonly long _wallStart = Stopwatch.GetTimestamp();
        private readonly long _cpuStart = ThreadCpuClock.ReadNanoseconds();

        public void Dispose()
        {
            cost.CpuNanoseconds += ThreadCpuClock.ReadNanoseconds() - _cpuStart;
            cost._wallNanoseconds[(int)phase] += Stopwatch.GetElapsedTime(_wallStart).Ticks * 100;
        }
    }
}
