using GreenMl.Datasets;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker;

/// <summary>Runs the steps of a job in the journal and remembers what each took.</summary>
internal sealed class StepClock(WorkerJournal journal, TimeProvider time)
{
    private readonly List<CurationTiming> _timings = [];

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<CurationTiming> Timings => _timings;

    /// <summary>Runs a step that takes the job from <paramref name="from"/> to <paramref name="to"/>, both 0 to 1.</summary>
    public async Task<T> MeasureAsync<T>(string name, double from, double to, Func<WorkerStep, Task<T>> work)
    {
        var started = time.GetTimestamp();
        var cpuBefore = Environment.CpuUsage.TotalTime;
        using var step = journal.BeginStep(name, from, to);
        var result = await work(step);
        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        _timings.Add(new CurationTiming(name, time.GetElapsedTime(started).TotalSeconds, cpu.TotalSeconds));
        return result;
    }
}
