using System.Text.Json;
using GreenMl.Footprint.Accounting;
using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.Units;

namespace GreenMl.Footprint.Tests.Accounting;

public class SiteTests
{
    private static readonly FactorTables Tables = FactorTables.Load();
    private static readonly Hardware Machine = new("AMD EPYC", "EPYC 4th Gen", 2, 24_000_000_000, IsVirtual: true);
    private static readonly EnergyEstimate OneKilowattHour = EnergyEstimate.Exactly(
        Energy.FromKilowattHours(1),
        EvidenceGrade.Modelled,
        "CCF"
    );

    [Fact]
    public void Half_an_instance_for_an_hour_carries_half_its_price_and_embodied_carbon()
    {
        var instance = Tables.Instance("inf2.xlarge");
        var site = Site.Aws("eu-north-1", "inf2.xlarge", Tables);
        var footprint = site.FootprintOf(OneKilowattHour, TimeSpan.FromHours(1), instance.Vcpus / 2.0);

        Assert.Equal(1.1 * 35.26, footprint.Operational.Central.Grams, 1e-9);
        Assert.Equal(instance.EmbodiedPerHour.Central.Grams / 2, footprint.Embodied.Central.Grams, 1e-9);
        Assert.Equal(instance.PricePerHour!.Central.UsDollars / 2, footprint.Cost!.Central.UsDollars, 1e-9);
        Assert.Equal(0.02, footprint.WaterLiters!.Value, 1e-12);
        Assert.Equal(EvidenceGrade.Table, footprint.Carbon.Grade);
        Assert.Equal(footprint.Operational.Central + footprint.Embodied.Central, footprint.Carbon.Central);
    }

    [Fact]
    public void A_local_machine_pays_for_electricity_by_the_kilowatt_hour_and_for_time_by_the_hour()
    {
        var options = new LocalSiteOptions
        {
            Region = "eu-central-1",
            Pue = 1.5,
            ElectricityUsdPerKilowattHour = 0.4,
            MachineUsdPerHour = 2,
        };
        var footprint = Site.Local(options, Machine, Tables).FootprintOf(OneKilowattHour, TimeSpan.FromHours(3), 1);
        Assert.Equal((1.5 * 0.4) + (3 * 2 / 2.0), footprint.Cost!.Central.UsDollars, 1e-9);
        Assert.Equal(1.5 * 329.65, footprint.Operational.Central.Grams, 1e-9);
        Assert.Null(footprint.WaterLiters);
    }

    [Fact]
    public void A_price_nobody_knows_stays_unknown_in_every_sum()
    {
        var unknown = Site.Local(new LocalSiteOptions(), Machine, Tables)
            .FootprintOf(OneKilowattHour, TimeSpan.FromHours(1), 1);
        Assert.Null(unknown.Cost);
        var known = unknown with { Cost = CostEstimate.Zero };
        Assert.Null(WorkFootprint.Sum([known, unknown]).Cost);
        Assert.Equal(0, WorkFootprint.Sum([known, known]).Cost!.Central.UsDollars);
        Assert.Equal(2, WorkFootprint.Sum([known, known]).Energy.Central.KilowattHours, 1e-12);
    }

    [Fact]
    public void Without_a_region_the_world_average_is_as_wide_as_the_world()
    {
        var intensity = Site.Local(new LocalSiteOptions(), Machine, Tables).Intensity;
        Assert.Equal(475, intensity.Central.GramsPerKilowattHour);
        Assert.Equal(8.8, intensity.Low.GramsPerKilowattHour);
        Assert.Equal(904.615, intensity.High.GramsPerKilowattHour);
        Assert.Contains("no region configured", intensity.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configured_intensity_wins_over_the_region()
    {
        var options = new LocalSiteOptions { Region = "us-east-1", IntensityGramsPerKilowattHour = 12 };
        Assert.Equal(12, Site.Local(options, Machine, Tables).Intensity.High.GramsPerKilowattHour);
    }

    [Fact]
    public void A_physical_server_bears_all_of_its_embodied_carbon()
    {
        var server = new Hardware("server", null, 64, 384_000_000_000, IsVirtual: false);
        var options = new LocalSiteOptions
        {
            Sockets = 2,
            SolidStateDrives = 2,
            HardDisks = 1,
            Accelerators = 1,
        };
        var perHour = Site.Local(options, server, Tables).EmbodiedPerHour;
        var kilograms = 1000 + 100 + (368 * 533 / 384.0) + 200 + 50 + 150;
        Assert.Equal(kilograms * 1000 / 35040, perHour.Central.Grams, 1e-6);
        Assert.Equal(perHour.Central.Grams * 4, perHour.High.Grams, 1e-9);
    }

    [Fact]
    public void A_virtual_machine_bears_its_share_of_a_server_of_96_vcpus_a_socket()
    {
        var perHour = Site.Local(new LocalSiteOptions(), Machine, Tables).EmbodiedPerHour;
        var kilograms = 1000 + (((24 * 48) - 16) * 533 / 384.0) + 100;
        Assert.Equal(kilograms * 1000 / 35040 / 48, perHour.Central.Grams, 1e-6);
        Assert.Equal(perHour.Central.Grams * 2, perHour.High.Grams, 1e-9);
    }

    [Fact]
    public void Wrong_options_are_all_named_with_value_and_rule()
    {
        var options = new LocalSiteOptions
        {
            Pue = 0.5,
            Sockets = 0,
            ElectricityUsdPerKilowattHour = double.NaN,
        };
        var error = Assert.Throws<ArgumentException>(() => Site.Local(options, Machine, Tables));
        Assert.Contains(
            "Pue is 0.5; it must be a finite number of at least 1",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Sockets is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("ElectricityUsdPerKilowattHour is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_footprint_round_trips_through_json()
    {
        var footprint = Site.Aws("eu-north-1", "inf2.xlarge", Tables)
            .FootprintOf(OneKilowattHour, TimeSpan.FromMinutes(7), 1);
        var json = JsonSerializer.Serialize(footprint, FootprintJsonContext.Default.WorkFootprint);
        Assert.Equal(footprint, JsonSerializer.Deserialize(json, FootprintJsonContext.Default.WorkFootprint));
    }

    [Fact]
    public void An_unknown_region_is_named_with_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => Site.Aws("eu-west-9", "m5.large", Tables));
        Assert.Contains("'eu-west-9'", error.Message, StringComparison.Ordinal);
        Assert.Contains("eu-west-1", error.Message, StringComparison.Ordinal);
    }
}
