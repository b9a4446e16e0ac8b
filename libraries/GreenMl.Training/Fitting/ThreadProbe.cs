namespace GreenMl.Training;

/// <summary>
/// Finds out whether more threads pay: small models lose more to coordination than they gain. One thread unless all
/// threads are clearly faster without wasting CPU time.
/// </summary>
internal static class ThreadProbe
{
    private const int MeasuredSteps = 3;

    // All threads must save this share of the time and may cost this much more CPU time.
    private const double MinSaving = 0.2;
    private const double MaxExtraCpu = 0.25;

    /// <param name="step">Computes one step without lasting effect.</param>
    /// <param name="timeProvider">The clock.</param>
    public static int Choose(Action step, TimeProvider timeProvider)
    {
        var all = Environment.ProcessorCount;
        if (all == 1)
        {
            return 1;
        }

        var single = Measure(1, step, timeProvider);
        var parallel = Measure(all, step, timeProvider);
        var isFaster = parallel.Elapsed <= single.Elapsed * (1 - MinSaving);
        return isFaster && parallel.Cpu <= single.Cpu * (1 + MaxExtraCpu) ? all : 1;
    }

    private static (TimeSpan Elapsed, TimeSpan Cpu) Measure(int threads, Action step, TimeProvider timeProvider)
    {
        torch.set_num_threads(threads);
        step();
        var cpu = Environment.CpuUsage.TotalTime;
        var started = timeProvider.GetTimestamp();
        for (var i = 0; i < MeasuredSteps; i++)
        {
            step();
        }

        return (timeProvider.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu);
    }
}
