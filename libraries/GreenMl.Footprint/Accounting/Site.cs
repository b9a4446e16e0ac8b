using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;

namespace GreenMl.Footprint.Accounting;

/// <summary>
/// Everything that turns the energy and the reserved time of a machine into carbon, water and money: the place and the
/// hardware.
/// </summary>
public sealed record Site
{
    private Site() { }

    /// <summary>The place and the machine, for people.</summary>
    public required string Name { get; init; }

    /// <summary>vCPUs of the machine, the resource it is shared by.</summary>
    public required int Vcpus { get; init; }

    /// <summary>Carbon of the grid's electricity.</summary>
    public required GridIntensity Intensity { get; init; }

    /// <summary>Power usage effectiveness of the building.</summary>
    public required double Pue { get; init; }

    /// <summary>Year and scope of <see cref="Pue"/>.</summary>
    public required string PueSource { get; init; }

    /// <summary>Water used on site, litres per kWh of the computers; null where unknown.</summary>
    public required double? WaterLitersPerKilowattHour { get; init; }

    /// <summary>Embodied carbon of the whole machine for each hour it is reserved.</summary>
    public required CarbonEstimate EmbodiedPerHour { get; init; }

    /// <summary>Price of the whole machine for each hour; null where none is known.</summary>
    public required CostEstimate? PricePerHour { get; init; }

    /// <summary>Price of a kWh of electricity, paid on top of <see cref="PricePerHour"/>; null where it is not paid apart.</summary>
    public required CostEstimate? PricePerKilowattHour { get; init; }

    /// <summary>A machine of one's own, or one whose cloud is not in the tables.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or its region is unknown.</exception>
    public static Site Local(LocalSiteOptions options, Hardware hardware, FactorTables tables)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(hardware);
        ArgumentNullException.ThrowIfNull(tables);
        LocalSiteOptions.Require(options);
        return new Site
        {
            Name = options.Region is null ? "local" : $"local ({options.Region})",
            Vcpus = hardware.Vcpus,
            Intensity = LocalSite.Intensity(options, tables),
            Pue = options.Pue,
            PueSource = "configured for this machine",
            WaterLitersPerKilowattHour = null,
            EmbodiedPerHour = LocalSite.EmbodiedPerHour(options, hardware, tables),
            PricePerHour = LocalSite.Price(options.MachineUsdPerHour),
            PricePerKilowattHour = LocalSite.Price(options.ElectricityUsdPerKilowattHour),
        };
    }

    /// <summary>An instance in a region of AWS. Prices are those of us-east-1.</summary>
    /// <exception cref="ArgumentException">The region or the instance type is not in the tables.</exception>
    public static Site Aws(string region, string instanceType, FactorTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var (place, instance) = (tables.Region(region), tables.Instance(instanceType));
        return new Site
        {
            Name = $"{instanceType} in {region}",
            Vcpus = instance.Vcpus,
            Intensity = place.Intensity,
            Pue = place.Pue,
            PueSource = place.PueSource,
            WaterLitersPerKilowattHour = place.WaterLitersPerKilowattHour,
            EmbodiedPerHour = instance.EmbodiedPerHour,
            PricePerHour = instance.PricePerHour,
            PricePerKilowattHour = null,
        };
    }

    /// <summary>The footprint of one measured step.</summary>
    public WorkFootprint FootprintOf(StepMeasurement step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return FootprintOf(step.Total, step.Duration, step.ReservedVcpus);
    }

    /// <summary>The footprint of one step of a balance, at the level of the machine's counters.</summary>
    public WorkFootprint FootprintOf(AttributedStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return FootprintOf(step.Total, step.Measurement.Duration, step.Measurement.ReservedVcpus);
    }

    /// <summary>The footprint of any energy and reservation.</summary>
    /// <param name="energy">Energy of the computers, without the building.</param>
    /// <param name="reserved">How long the resources were held.</param>
    /// <param name="reservedVcpus">vCPUs held; more than the machine has counts as all of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time or the vCPUs are negative.</exception>
    public WorkFootprint FootprintOf(EnergyEstimate energy, TimeSpan reserved, double reservedVcpus)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentOutOfRangeException.ThrowIfLessThan(reserved, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(reservedVcpus);
        var machineHours = reserved.TotalHours * Math.Min(1, reservedVcpus / Vcpus);
        return new WorkFootprint
        {
            Energy = energy,
            Operational = Sci.Operational(energy, Pue, Intensity),
            Embodied = EmbodiedPerHour * machineHours,
            Cost = Cost(energy, machineHours),
            WaterLiters = energy.Central.KilowattHours * WaterLitersPerKilowattHour,
        };
    }

    private CostEstimate? Cost(EnergyEstimate energy, double machineHours)
    {
        var time = PricePerHour is null ? null : PricePerHour * machineHours;
        var power = PricePerKilowattHour is null ? null : Electricity(energy * Pue, PricePerKilowattHour);
        return time is null ? power
            : power is null ? time
            : time + power;
    }

    private static CostEstimate Electricity(EnergyEstimate energy, CostEstimate perKilowattHour) =>
        new(
            perKilowattHour.Central * energy.Low.KilowattHours,
            perKilowattHour.Central * energy.Central.KilowattHours,
            perKilowattHour.Central * energy.High.KilowattHours,
            EstimateSources.Worst(energy.Grade, perKilowattHour.Grade),
            EstimateSources.Merge(energy.Source, perKilowattHour.Source)
        );
}
