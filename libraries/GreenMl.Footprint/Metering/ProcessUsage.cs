using System.Globalization;

namespace GreenMl.Footprint.Metering;

/// <summary>What a process has used since it started.</summary>
internal sealed record ProcessUsage(double CpuSeconds, long PeakMemoryBytes, long? BytesRead, long? BytesWritten);

/// <summary>Reads the use of one process. After the process has ended it answers null.</summary>
internal static class ProcessReader
{
    private const int ContainerInit = 1;

    /// <summary>
    /// This process and its children that ended. The first process of a container answers for the whole container,
    /// children still running included.
    /// </summary>
    public static ProcessUsage? OfThisProcess()
    {
        var children = ProcText.ProcessStat(TextFile.TryRead("/proc/self/stat") ?? "")?.EndedChildren ?? 0;
        var own = Environment.CpuUsage.TotalTime.TotalSeconds + children;
        var container = Environment.ProcessId == ContainerInit ? CgroupCpu.TryRead() : null;
        return WithFiles("/proc/self", container ?? own);
    }

    /// <summary>Another process and its children that ended, to a hundredth of a second.</summary>
    public static ProcessUsage? Of(int processId, string procRoot = "/proc")
    {
        var folder = Path.Combine(procRoot, processId.ToString(CultureInfo.InvariantCulture));
        var times = ProcText.ProcessStat(TextFile.TryRead(Path.Combine(folder, "stat")) ?? "");
        return times is { } cpu ? WithFiles(folder, cpu.Own + cpu.EndedChildren) : null;
    }

    private static ProcessUsage WithFiles(string folder, double cpuSeconds)
    {
        var io = TextFile.TryRead(Path.Combine(folder, "io"));
        var status = TextFile.TryRead(Path.Combine(folder, "status"));
        return new ProcessUsage(
            cpuSeconds,
            (status is null ? null : ProcText.Number(status, "VmHWM")) * 1024 ?? 0,
            io is null ? null : ProcText.Number(io, "rchar"),
            io is null ? null : ProcText.Number(io, "wchar")
        );
    }
}
