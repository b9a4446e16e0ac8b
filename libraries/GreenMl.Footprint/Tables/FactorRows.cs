using GreenMl.Units;

namespace GreenMl.Footprint.Tables;

/// <summary>Turns rows of the tables into factors.</summary>
internal static class FactorRows
{
    public static Coefficient Coefficient(CsvRow row) =>
        new(row.Required("name"), row.Number("value"), row.Text("unit"), row.Text("kind"), row.Text("source"));

    public static CpuArchitecture Architecture(CsvRow row) =>
        new(
            row.Required("architecture"),
            Power.FromWatts(row.Number("min_w_per_vcpu")),
            Power.FromWatts(row.Number("max_w_per_vcpu")),
            row.Number("gb_per_chip"),
            row.Required("source"),
            row.Text("note")
        );

    public static AcceleratorFactors Accelerator(CsvRow row) =>
        new(
            row.Required("accelerator"),
            Power.FromWatts(row.Number("idle_w")),
            new PowerEstimate(
                Power.FromWatts(row.Number("max_w_low")),
                Power.FromWatts(row.Number("max_w")),
                Power.FromWatts(row.Number("max_w_high")),
                EvidenceGrade.Table,
                row.Required("source")
            ),
            row.Required("basis") == "bound"
        );

    public static RegionFactors Region(CsvRow row) =>
        new()
        {
            Region = row.Required("region"),
            Name = row.Text("name"),
            Intensity = Intensity(row),
            Pue = row.Number("pue", minimum: 1),
            PueSource = row.Required("pue_basis"),
            WaterLitersPerKilowattHour = row.OptionalNumber("wue_l_per_kwh"),
            WaterSource = row.Text("wue_basis"),
            GridWaterLitersPerKilowattHour = row.OptionalNumber("grid_water_l_per_kwh"),
            WaterStressCategory = row.OptionalWhole("water_stress_category"),
            Note = row.Text("note"),
        };

    public static InstanceFactors Instance(CsvRow row, FactorTables tables)
    {
        var accelerators = row.Whole("accelerator_count");
        return new()
        {
            InstanceType = row.Required("instance_type"),
            Vcpus = row.Whole("vcpu"),
            MemoryGib = row.Number("memory_gib"),
            CpuArchitecture = row.Required("cpu_arch"),
            Accelerator = row.Text("accelerator") is { Length: > 0 } name ? name : null,
            AcceleratorCount = accelerators,
            IdlePower = IdlePower(row, tables),
            BusyPower = BusyPower(row),
            EmbodiedPerHour = Embodied(row, accelerators, tables),
            PricePerHour = row.OptionalNumber("usd_per_h_us_east_1") is { } price
                ? CostEstimate.Exactly(
                    Money.FromUsDollars(price),
                    EvidenceGrade.Table,
                    $"us-east-1 on demand: {row.Required("price_source")}"
                )
                : null,
        };
    }

    private static GridIntensity Intensity(CsvRow row)
    {
        var central = row.Number("gco2e_per_kwh");
        double[] all =
        [
            central,
            row.OptionalNumber("ember_gco2e_per_kwh") ?? central,
            row.OptionalNumber("owid_country_gco2e_per_kwh") ?? central,
            row.OptionalNumber("ccf_gco2e_per_kwh") ?? central,
        ];
        var year = row.Text("gco2e_year") is { Length: > 0 } stated ? stated : "year not stated";
        return new GridIntensity(
            CarbonIntensity.FromGramsPerKilowattHour(all.Min()),
            CarbonIntensity.FromGramsPerKilowattHour(central),
            CarbonIntensity.FromGramsPerKilowattHour(all.Max()),
            row.Text("gco2e_kind"),
            $"{row.Required("gco2e_source")} ({year}); bounds: Ember, OWID and CCF values of {row.Required("region")}"
        );
    }

    private static PowerEstimate IdlePower(CsvRow row, FactorTables tables)
    {
        var central = row.Number("default_min_w");
        return new PowerEstimate(
            Power.FromWatts(central * tables.Coefficient("cpu_idle_low").Value),
            Power.FromWatts(central),
            Power.FromWatts(central * tables.Coefficient("cpu_idle_high").Value),
            EvidenceGrade.Table,
            row.Required("power_source")
        );
    }

    // The default may come from another model than the bounds; it widens them where it lies outside.
    private static PowerEstimate BusyPower(CsvRow row)
    {
        var central = row.Number("default_max_w");
        return new PowerEstimate(
            Power.FromWatts(Math.Min(central, row.Number("max_w_low"))),
            Power.FromWatts(central),
            Power.FromWatts(Math.Max(central, row.Number("max_w_high"))),
            EvidenceGrade.Table,
            row.Required("power_source")
        );
    }

    private static CarbonEstimate Embodied(CsvRow row, int accelerators, FactorTables tables)
    {
        var central = row.Number("embodied_g_per_h_component_share");
        var spread = tables.Coefficient(accelerators > 0 ? "embodied_spread_accelerator" : "embodied_spread").Value;
        return new CarbonEstimate(
            CarbonMass.FromGrams(central / spread),
            CarbonMass.FromGrams(central),
            CarbonMass.FromGrams(central * spread),
            EvidenceGrade.Table,
            row.Required("embodied_source")
        );
    }
}
