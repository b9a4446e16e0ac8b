using System.Globalization;

namespace GreenMl.Footprint.Metering;

/// <summary>
/// Maps what /proc/cpuinfo says to a row of the table of architectures. Clouds hide the model name ("AMD EPYC"), so the
/// family and model numbers decide; they are those of the Linux kernel's intel-family.h and of AMD's family manuals.
/// </summary>
internal static class CpuGeneration
{
    public static string? Recognise(IReadOnlyDictionary<string, string> cpuinfo) =>
        cpuinfo.GetValueOrDefault("vendor_id") switch
        {
            "AuthenticAMD" => Amd(Number(cpuinfo, "cpu family"), Number(cpuinfo, "model")),
            "GenuineIntel" when Number(cpuinfo, "cpu family") == 6 => Intel(
                Number(cpuinfo, "model"),
                Number(cpuinfo, "stepping")
            ),
            null when cpuinfo.GetValueOrDefault("CPU implementer") == "0x41" => Arm(
                cpuinfo.GetValueOrDefault("CPU part")
            ),
            _ => null,
        };

    // Ryzen shares these families; only the server models are listed, the rest fall back to the average.
    private static string? Amd(int family, int model) =>
        (family, model) switch
        {
            (0x17, 0x01) => "EPYC 1st Gen",
            (0x17, 0x31) => "EPYC 2nd Gen",
            (0x19, 0x01) => "EPYC 3rd Gen",
            (0x19, 0x11 or (>= 0xA0 and <= 0xAF)) => "EPYC 4th Gen",
            (0x1A, 0x02 or 0x11) => "EPYC 5th Gen",
            _ => null,
        };

    private static string? Intel(int model, int stepping) =>
        model switch
        {
            0x2D => "Sandy Bridge",
            0x3E => "Ivy Bridge",
            0x3F => "Haswell",
            0x4F or 0x56 => "Broadwell",
            0x55 when stepping <= 4 => "Skylake",
            0x55 when stepping <= 7 => "Cascade Lake",
            0x6A or 0x6C => "Ice Lake",
            0x8F => "Sapphire Rapids",
            0x9E when stepping >= 10 => "Coffee Lake",
            0xAD or 0xAE => "Granite Rapids",
            0xCF => "Emerald Rapids",
            _ => null,
        };

    private static string? Arm(string? part) =>
        part switch
        {
            "0xd0c" => "Graviton2",
            "0xd40" => "Graviton3",
            "0xd4f" => "Graviton4",
            _ => null,
        };

    private static int Number(IReadOnlyDictionary<string, string> cpuinfo, string key) =>
        int.TryParse(cpuinfo.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : -1;
}
