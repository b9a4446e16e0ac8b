using GreenMl.Footprint.Tables;
using GreenMl.Units;

namespace GreenMl.Footprint.Accounting;

/// <summary>What a server is made of, as far as its embodied carbon goes.</summary>
public sealed record ServerParts
{
    /// <summary>Processor sockets; the first is in the base of the server.</summary>
    public int Sockets { get; init; } = 1;

    /// <summary>Memory in GB; the first 16 are in the base.</summary>
    public required double MemoryGb { get; init; }

    /// <summary>Solid-state drives.</summary>
    public int SolidStateDrives { get; init; }

    /// <summary>Hard disks.</summary>
    public int HardDisks { get; init; }

    /// <summary>Accelerator cards.</summary>
    public int Accelerators { get; init; }
}

/// <summary>Embodied carbon of a server by the constants of Teads and Cloud Carbon Footprint.</summary>
internal static class ServerEmbodied
{
    private const double BaseMemoryGb = 16;

    /// <summary>
    /// The whole server: <c>1000 + 100 (sockets - 1) + max(0, GB - 16) 533/384 + 100 SSD + 50 HDD + 150 cards</c> kg.
    /// </summary>
    public static CarbonMass Total(ServerParts parts, FactorTables tables)
    {
        var kilograms =
            Kilograms("embodied_base_server")
            + (Kilograms("embodied_extra_cpu") * Math.Max(0, parts.Sockets - 1))
            + (Kilograms("embodied_dram") * Math.Max(0, parts.MemoryGb - BaseMemoryGb))
            + (Kilograms("embodied_ssd") * parts.SolidStateDrives)
            + (Kilograms("embodied_hdd") * parts.HardDisks)
            + (Kilograms("embodied_gpu") * parts.Accelerators);
        return CarbonMass.FromGrams(kilograms * 1000);

        double Kilograms(string name) => tables.Coefficient(name).Value;
    }

    /// <summary>A share of the server for one hour, with the spread of the constants as bounds.</summary>
    public static CarbonEstimate PerHour(ServerParts parts, double share, FactorTables tables)
    {
        var central = Sci.Embodied(
            Total(parts, tables),
            TimeSpan.FromHours(1),
            TimeSpan.FromHours(tables.Coefficient("server_life_ccf").Value),
            share,
            1
        );
        var spread = tables.Coefficient(parts.Accelerators > 0 ? "embodied_spread_accelerator" : "embodied_spread");
        return new CarbonEstimate(
            central / spread.Value,
            central,
            central * spread.Value,
            EvidenceGrade.Table,
            $"{tables.Coefficient("embodied_base_server").Source} embodied, server of {parts.MemoryGb:0.#} GB over "
                + $"{tables.Coefficient("server_life_ccf").Value} h, share {share:0.####}, bounds {spread.Value}{spread.Unit} ({spread.Source})"
        );
    }
}
