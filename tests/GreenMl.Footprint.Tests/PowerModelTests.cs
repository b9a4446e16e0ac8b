using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.Testing;

namespace GreenMl.Footprint.Tests;

public class PowerModelTests
{
    private const string Instances = "footprint/aws_instances.csv";
    private static readonly FactorTables Tables = FactorTables.Load();

    [Theory]
    [InlineData("AuthenticAMD", 25, 17, 1, "EPYC 4th Gen")]
    [InlineData("AuthenticAMD", 25, 1, 1, "EPYC 3rd Gen")]
    [InlineData("AuthenticAMD", 23, 49, 0, "EPYC 2nd Gen")]
    [InlineData("AuthenticAMD", 26, 2, 1, "EPYC 5th Gen")]
    [InlineData("AuthenticAMD", 25, 97, 2, null)]
    [InlineData("GenuineIntel", 6, 85, 4, "Skylake")]
    [InlineData("GenuineIntel", 6, 85, 7, "Cascade Lake")]
    [InlineData("GenuineIntel", 6, 106, 6, "Ice Lake")]
    [InlineData("GenuineIntel", 6, 143, 8, "Sapphire Rapids")]
    [InlineData("GenuineIntel", 6, 207, 2, "Emerald Rapids")]
    [InlineData("GenuineIntel", 15, 4, 2, null)]
    public void Processors_are_recognised_by_family_and_model_as_clouds_hide_the_name(
        string vendor,
        int family,
        int model,
        int stepping,
        string? expected
    )
    {
        var cpuinfo =
            $"processor\t: 0\nvendor_id\t: {vendor}\ncpu family\t: {family}\nmodel\t\t: {model}\n"
            + $"model name\t: AMD EPYC\nstepping\t: {stepping}\nflags\t\t: fpu hypervisor\n\nprocessor\t: 1\n";
        var hardware = Hardware.Parse(cpuinfo, "MemTotal:       24000000 kB\n");
        Assert.Equal(expected, hardware.Architecture);
        Assert.Equal((2, 24_576_000_000, true), (hardware.Vcpus, hardware.MemoryBytes, hardware.IsVirtual));
    }

    [Theory]
    [InlineData("0xd0c", "Graviton2")]
    [InlineData("0xd40", "Graviton3")]
    [InlineData("0xd4f", "Graviton4")]
    [InlineData("0xd07", null)]
    public void Graviton_is_recognised_by_its_core(string part, string? expected)
    {
        var cpuinfo = $"processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\nCPU part\t: {part}\n";
        Assert.Equal(expected, Hardware.Parse(cpuinfo, "").Architecture);
    }

    [Fact]
    public void Text_that_says_nothing_gives_an_unknown_processor()
    {
        var hardware = Hardware.Parse("", "");
        Assert.Equal(new Hardware("unknown processor", null, 1, 0, false), hardware);
    }

    [Fact]
    public void The_bounds_are_those_of_the_spread_between_models()
    {
        var model = AModel("Ice Lake");
        var active = 3.7582 - 0.7668;
        Assert.Equal(0.7 * active, model.ActivePerVcpu.Low.Watts, 1e-9);
        Assert.Equal(active, model.ActivePerVcpu.Central.Watts, 1e-9);
        Assert.Equal(2.4 * active, model.ActivePerVcpu.High.Watts, 1e-9);
        Assert.Equal(8 * 0.7668 * 0.86, model.Idle.Low.Watts, 1e-9);
        Assert.Equal(8 * 0.7668, model.Idle.Central.Watts, 1e-9);
        Assert.Contains("2.4x", model.ActivePerVcpu.Source, StringComparison.Ordinal);
    }

    [RequiresDataFact(Instances)]
    public void The_idle_bounds_are_the_extremes_of_the_26_types_that_both_models_cover()
    {
        var ratios = CsvTable
            .Parse(File.ReadAllText(TestData.Path(Instances)), Instances)
            .Where(row => row.OptionalNumber("teads_idle_w") is not null)
            .Select(row => row.Number("teads_idle_w") / row.Number("min_w"))
            .ToArray();
        Assert.Equal(26, ratios.Length);
        Assert.Equal(Tables.Coefficient("cpu_idle_low").Value, ratios.Min(), 0.005);
        Assert.Equal(Tables.Coefficient("cpu_idle_high").Value, ratios.Max(), 0.005);
    }

    [Fact]
    public void An_unknown_processor_gets_the_mean_without_copies_and_outliers()
    {
        var known = Tables.Architectures.Values.Where(row => row.Note.Length == 0).ToArray();
        var model = AModel(null);
        Assert.Equal(15, known.Length);
        Assert.Equal(
            known.Average(row => row.BusyPerVcpu.Watts - row.IdlePerVcpu.Watts),
            model.ActivePerVcpu.Central.Watts,
            1e-9
        );
        Assert.Contains("is not in the table", model.ActivePerVcpu.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void The_outlier_is_replaced_by_its_neighbour_and_says_so()
    {
        Assert.Equal(AModel("EPYC 4th Gen").ActivePerVcpu.Central, AModel("EPYC 5th Gen").ActivePerVcpu.Central);
        Assert.Contains("standing in for EPYC 5th Gen", AModel("EPYC 5th Gen").Idle.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void The_doubt_about_a_row_is_part_of_the_source() =>
        Assert.Contains("copied from EPYC 2nd Gen", AModel("Graviton3").Idle.Source, StringComparison.Ordinal);

    [Fact]
    public void Memory_beyond_the_included_share_of_a_chip_draws_power_with_wide_bounds()
    {
        var small = PowerModel.Of(new Hardware("AMD EPYC", "EPYC 4th Gen", 2, 24_000_000_000, IsVirtual: true), Tables);
        var memory = small.Idle.Central.Watts - (2 * 0.7391);
        Assert.Equal((24 - (152.2 * 2 / 96)) * 0.392, memory, 1e-9);
        Assert.Equal(2 * 0.7391 * 0.86, small.Idle.Low.Watts, 1e-9);
        Assert.Equal((2 * 0.7391 * 2.42) + (24 * 0.4083), small.Idle.High.Watts, 1e-9);
    }

    [Fact]
    public void Reserving_more_than_the_machine_is_reserving_all_of_it()
    {
        var model = AModel("Ice Lake");
        var hour = TimeSpan.FromHours(1);
        Assert.Equal(model.IdleEnergy(hour, 8), model.IdleEnergy(hour, 100));
        Assert.Equal(model.IdleEnergy(hour, 8).Central.Joules / 4, model.IdleEnergy(hour, 2).Central.Joules, 1e-6);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Impossible_use_is_refused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AModel(null).ActiveEnergy(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => AModel(null).IdleEnergy(TimeSpan.FromSeconds(1), value));
    }

    private static PowerModel AModel(string? architecture) =>
        PowerModel.Of(new Hardware("some CPU", architecture, 8, 8_000_000_000, IsVirtual: true), Tables);
}
