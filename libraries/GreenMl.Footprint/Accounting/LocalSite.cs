using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.Units;

namespace GreenMl.Footprint.Accounting;

/// <summary>What the owner of a machine knows about it. Everything left out is estimated, and said so.</summary>
public sealed record LocalSiteOptions
{
    /// <summary>A region of <c>regions.csv</c> whose grid feeds the machine; null for the world's average.</summary>
    public string? Region { get; init; }

    /// <summary>Intensity of the grid in g CO2e per kWh, at least 0; null for that of <see cref="Region"/>.</summary>
    public double? IntensityGramsPerKilowattHour { get; init; }

    /// <summary>Power usage effectiveness of the building, at least 1. Default 1: a machine in a room.</summary>
    public double Pue { get; init; } = 1;

    /// <summary>Price of electricity in USD per kWh, at least 0; null when it is not paid apart.</summary>
    public double? ElectricityUsdPerKilowattHour { get; init; }

    /// <summary>Price of the whole machine in USD per hour, at least 0; null when there is none.</summary>
    public double? MachineUsdPerHour { get; init; }

    /// <summary>Processor sockets of the server. Default 1.</summary>
    public int Sockets { get; init; } = 1;

    /// <summary>Solid-state drives of the server. Default 1.</summary>
    public int SolidStateDrives { get; init; } = 1;

    /// <summary>Hard disks of the server. Default 0.</summary>
    public int HardDisks { get; init; }

    /// <summary>Accelerator cards of the server. Default 0.</summary>
    public int Accelerators { get; init; }

    /// <summary>
    /// vCPUs of the whole server. Null for those of the machine; for a virtual machine, 96 per socket.
    /// </summary>
    public int? ServerVcpus { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; the message names all that are.</exception>
    internal static void Require(LocalSiteOptions options)
    {
        string[] faults =
        [
            .. NotNegative(nameof(IntensityGramsPerKilowattHour), options.IntensityGramsPerKilowattHour),
            .. NotNegative(nameof(ElectricityUsdPerKilowattHour), options.ElectricityUsdPerKilowattHour),
            .. NotNegative(nameof(MachineUsdPerHour), options.MachineUsdPerHour),
            .. AtLeast(nameof(Pue), options.Pue, 1),
            .. AtLeast(nameof(Sockets), options.Sockets, 1),
            .. AtLeast(nameof(SolidStateDrives), options.SolidStateDrives, 0),
            .. AtLeast(nameof(HardDisks), options.HardDisks, 0),
            .. AtLeast(nameof(Accelerators), options.Accelerators, 0),
            .. AtLeast(nameof(ServerVcpus), options.ServerVcpus ?? 1, 1),
        ];
        if (faults.Length > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }
    }

    private static IEnumerable<string> NotNegative(string name, double? value) => AtLeast(name, value ?? 0, 0);

    private static IEnumerable<string> AtLeast(string name, double value, double minimum) =>
        double.IsFinite(value) && value >= minimum
            ? []
            : [$"{name} is {value}; it must be a finite number of at least {minimum}."];
}

/// <summary>The factors of a machine that no table knows.</summary>
internal static class LocalSite
{
    public static GridIntensity Intensity(LocalSiteOptions options, FactorTables tables)
    {
        if (options.IntensityGramsPerKilowattHour is { } grams)
        {
            var value = CarbonIntensity.FromGramsPerKilowattHour(grams);
            return new GridIntensity(value, value, value, "configured", "configured for this machine");
        }

        return options.Region is { } region ? tables.Region(region).Intensity : World(tables);
    }

    public static CarbonEstimate EmbodiedPerHour(LocalSiteOptions options, Hardware hardware, FactorTables tables)
    {
        var chip = tables.Coefficient("chip_vcpu").Value;
        var server = options.ServerVcpus ?? (hardware.IsVirtual ? chip * options.Sockets : hardware.Vcpus);
        var share = Math.Min(1, hardware.Vcpus / server);
        var parts = new ServerParts
        {
            Sockets = options.Sockets,
            MemoryGb = hardware.MemoryGigabytes / share,
            SolidStateDrives = options.SolidStateDrives,
            HardDisks = options.HardDisks,
            Accelerators = options.Accelerators,
        };
        return ServerEmbodied.PerHour(parts, share, tables);
    }

    public static CostEstimate? Price(double? dollars) =>
        dollars is { } price
            ? CostEstimate.Exactly(Money.FromUsDollars(price), EvidenceGrade.Table, "price configured for this machine")
            : null;

    // Nothing is known about the place, so the bounds are those of all places in the table.
    private static GridIntensity World(FactorTables tables)
    {
        var world = tables.Coefficient("grid_world_average");
        var all = tables.Regions.Values.Select(static region => region.Intensity).ToArray();
        var central = CarbonIntensity.FromGramsPerKilowattHour(world.Value);
        return new GridIntensity(
            all.Select(static intensity => intensity.Low).Append(central).Min(),
            central,
            all.Select(static intensity => intensity.High).Append(central).Max(),
            "world average",
            $"{world.Kind}, {world.Source}; no region configured, bounds are the lowest and highest region"
        );
    }
}
