namespace GreenMl.Footprint.Metering;

/// <summary>The machine as far as its power model needs it.</summary>
/// <param name="CpuModel">The processor's name as it reports itself.</param>
/// <param name="Architecture">Its generation, a name of the table of architectures; null when not recognised.</param>
/// <param name="Vcpus">Number of vCPUs of the machine, whatever the process may use of them.</param>
/// <param name="MemoryBytes">Memory of the machine in bytes; 0 where unknown.</param>
/// <param name="IsVirtual">Whether a hypervisor shares a larger machine.</param>
public sealed record Hardware(string CpuModel, string? Architecture, int Vcpus, long MemoryBytes, bool IsVirtual)
{
    /// <summary>Memory in gigabytes (10^9 bytes), the unit of the memory coefficients.</summary>
    public double MemoryGigabytes => MemoryBytes / 1e9;

    /// <summary>Reads <c>/proc/cpuinfo</c> and <c>/proc/meminfo</c>; elsewhere the processor is unknown.</summary>
    public static Hardware OfThisMachine() =>
        Parse(TextFile.TryRead("/proc/cpuinfo") ?? "", TextFile.TryRead("/proc/meminfo") ?? "") with
        {
            // The kernel may hide processors from cpuinfo in a container, never from itself.
            Vcpus = ProcText.Stat(TextFile.TryRead("/proc/stat") ?? "")?.Vcpus ?? Environment.ProcessorCount,
        };

    internal static Hardware Parse(string cpuinfo, string meminfo)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var processors = 0;
        foreach (var line in cpuinfo.Split('\n'))
        {
            if (line.Split(':', 2) is [var key, var value])
            {
                processors += key.Trim() == "processor" ? 1 : 0;
                fields.TryAdd(key.Trim(), value.Trim());
            }
        }

        return new Hardware(
            fields.GetValueOrDefault("model name") ?? fields.GetValueOrDefault("CPU part") ?? "unknown processor",
            CpuGeneration.Recognise(fields),
            Math.Max(1, processors),
            (ProcText.Number(meminfo, "MemTotal") ?? 0) * 1024,
            fields.GetValueOrDefault("flags")?.Split(' ').Contains("hypervisor", StringComparer.Ordinal) ?? false
        );
    }
}
