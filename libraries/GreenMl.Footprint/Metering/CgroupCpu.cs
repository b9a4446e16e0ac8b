using System.Globalization;

namespace GreenMl.Footprint.Metering;

/// <summary>CPU time of a control group: all of its processes, alive or ended.</summary>
internal static class CgroupCpu
{
    /// <summary>
    /// CPU-seconds of the control group at the root of this process's view, which inside a container is the container.
    /// Null where neither version of control groups is mounted.
    /// </summary>
    public static double? TryRead(string cgroupRoot = "/sys/fs/cgroup") =>
        TextFile.TryRead(Path.Combine(cgroupRoot, "cpu.stat")) is { } stat && ParseVersion2(stat) is { } seconds
            ? seconds
        : TextFile.TryRead(Path.Combine(cgroupRoot, "cpuacct", "cpuacct.usage")) is { } usage ? ParseVersion1(usage)
        : null;

    /// <summary>Version 2, <c>cpu.stat</c>: the line <c>usage_usec</c> in microseconds.</summary>
    internal static double? ParseVersion2(string text)
    {
        const string Key = "usage_usec ";
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(Key, StringComparison.Ordinal))
            {
                return Scaled(line[Key.Length..], 1e6);
            }
        }

        return null;
    }

    /// <summary>Version 1, <c>cpuacct.usage</c>: nanoseconds.</summary>
    internal static double? ParseVersion1(string text) => Scaled(text, 1e9);

    private static double? Scaled(string text, double perSecond) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count / perSecond
            : null;
}
