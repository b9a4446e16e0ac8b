using System.Globalization;

namespace GreenMl.Footprint.Metering;

/// <summary>Parsers of Linux kernel files. Each returns null for text that lacks what it looks for.</summary>
internal static class ProcText
{
    /// <summary>Ticks a second of the times in /proc; fixed at 100 towards programs on every architecture we run on.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>Machine-wide CPU time from <c>/proc/stat</c> (proc_stat(5)).</summary>
    public static MachineCpuTime? Stat(string text)
    {
        var lines = text.Split('\n');
        var total = Array.Find(lines, line => line.StartsWith("cpu ", StringComparison.Ordinal));
        var fields = total?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Ticks).ToArray();
        if (fields is not { Length: >= 8 } || fields.Any(double.IsNaN))
        {
            return null;
        }

        // user nice system idle iowait irq softirq steal; guest time is inside user already.
        var vcpus = lines.Count(line =>
            line.StartsWith("cpu", StringComparison.Ordinal) && !line.StartsWith("cpu ", StringComparison.Ordinal)
        );
        return new MachineCpuTime(
            Busy: fields[0] + fields[1] + fields[2] + fields[5] + fields[6],
            Idle: fields[3] + fields[4],
            Steal: fields[7],
            Math.Max(1, vcpus)
        );
    }

    /// <summary>CPU-seconds of a process and of its children that ended, from <c>/proc/&lt;pid&gt;/stat</c>.</summary>
    public static (double Own, double EndedChildren)? ProcessStat(string text)
    {
        // The command may contain spaces and parentheses; the numbers follow its last closing one.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!text.Contains(')', StringComparison.Ordinal) || fields.Length < 15)
        {
            return null;
        }

        var times = fields[11..15].Select(Ticks).ToArray();
        return times.Any(double.IsNaN) ? null : (times[0] + times[1], times[2] + times[3]);
    }

    /// <summary>The number after <c>key:</c> on its own line, as in <c>/proc/self/io</c> and <c>/proc/meminfo</c>.</summary>
    public static long? Number(string text, string key)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line[key.Length] == ':')
            {
                var value = line[(key.Length + 1)..].Trim();
                var end = value.IndexOf(' ');
                return long.TryParse(
                    end < 0 ? value : value[..end],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                    ? number
                    : null;
            }
        }

        return null;
    }

    /// <summary>Seconds since boot, from <c>/proc/uptime</c>; counts the time the machine was suspended.</summary>
    public static TimeSpan? Uptime(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return
            space > 0
            && double.TryParse(text.AsSpan(0, space), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private static double Ticks(string field) =>
        long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? ticks / TicksPerSecond
            : double.NaN;
}

/// <summary>CPU-seconds of the whole machine since boot.</summary>
internal sealed record MachineCpuTime(double Busy, double Idle, double Steal, int Vcpus);
