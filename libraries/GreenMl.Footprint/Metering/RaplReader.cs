using System.Globalization;
using GreenMl.Units;

namespace GreenMl.Footprint.Metering;

/// <summary>The energy counters of processor packages under <c>/sys/class/powercap</c>; usually readable by root only.</summary>
internal static class RaplReader
{
    // No package draws as much; a larger mean power betrays a reset, and a wrap within the window that cannot be counted.
    private const double ImplausibleWatts = 1_000;

    /// <summary>All packages. Parts inside a package (core, uncore) are left out: they would be counted twice.</summary>
    public static IReadOnlyList<RaplCounter> Read(string powercapFolder)
    {
        if (!Directory.Exists(powercapFolder))
        {
            return [];
        }

        return
        [
            .. Directory
                .EnumerateDirectories(powercapFolder, "intel-rapl:*")
                .Order(StringComparer.Ordinal)
                .Select(Package)
                .OfType<RaplCounter>(),
        ];
    }

    /// <summary>The energy between two readings; null when a counter is missing, was reset, or may have wrapped twice.</summary>
    public static Energy? Between(IReadOnlyList<RaplCounter> from, IReadOnlyList<RaplCounter> to, TimeSpan window)
    {
        if (from.Count == 0 || from.Count != to.Count)
        {
            return null;
        }

        var limit = ImplausibleWatts * window.TotalSeconds * 1e6;
        double microjoules = 0;
        foreach (var (first, last) in from.Zip(to))
        {
            var difference = last.Microjoules - first.Microjoules;
            var wrapped = difference < 0 ? difference + first.MaximumMicrojoules + 1 : difference;
            if (first.Zone != last.Zone || first.MaximumMicrojoules <= limit || wrapped < 0 || wrapped > limit)
            {
                return null;
            }

            microjoules += wrapped;
        }

        return Energy.FromJoules(microjoules / 1e6);
    }

    private static RaplCounter? Package(string folder)
    {
        var name = TextFile.TryRead(Path.Combine(folder, "name"));
        return
            name?.StartsWith("package", StringComparison.Ordinal) == true
            && Microjoules(folder, "energy_uj") is { } value
            && Microjoules(folder, "max_energy_range_uj") is { } maximum
            ? new RaplCounter(Path.GetFileName(folder), value, maximum)
            : null;
    }

    private static long? Microjoules(string folder, string file) =>
        long.TryParse(
            TextFile.TryRead(Path.Combine(folder, file)).AsSpan().Trim(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
            : null;
}
