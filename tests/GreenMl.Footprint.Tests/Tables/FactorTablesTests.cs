using GreenMl.Footprint.Tables;
using GreenMl.Testing;

namespace GreenMl.Footprint.Tests.Tables;

public class FactorTablesTests
{
    private static readonly FactorTables Shipped = FactorTables.Load();

    [Fact]
    public void The_shipped_tables_have_every_row()
    {
        Assert.Equal(38, Shipped.Regions.Count);
        Assert.Equal(87, Shipped.Instances.Count);
        Assert.Equal(20, Shipped.Architectures.Count);
        Assert.Equal(14, Shipped.Accelerators.Count);
    }

    [Fact]
    public void Every_instance_names_a_known_processor_and_accelerator() =>
        Assert.All(
            Shipped.Instances.Values,
            instance =>
            {
                Assert.Contains(instance.CpuArchitecture, Shipped.Architectures.Keys);
                Assert.True(instance.Accelerator is null || Shipped.Accelerators.ContainsKey(instance.Accelerator));
                Assert.Equal(instance.Accelerator is null, instance.AcceleratorCount == 0);
                Assert.True(instance.IdlePower.Central <= instance.BusyPower.Central, instance.InstanceType);
            }
        );

    [Fact]
    public void What_is_not_published_is_unknown_not_zero()
    {
        Assert.Null(Shipped.Instance("trn2.48xlarge").PricePerHour);
        Assert.Null(Shipped.Region("af-south-1").GridWaterLitersPerKilowattHour);
        Assert.Null(Shipped.Region("af-south-1").WaterLitersPerKilowattHour);
        Assert.Null(Shipped.Region("ap-east-2").WaterStressCategory);
    }

    [Fact]
    public void Intensity_bounds_are_the_other_sources_and_the_source_is_named()
    {
        var intensity = Shipped.Region("ca-central-1").Intensity;
        Assert.Equal(
            (120.0, 190.72, 190.72),
            (
                intensity.Low.GramsPerKilowattHour,
                intensity.Central.GramsPerKilowattHour,
                intensity.High.GramsPerKilowattHour
            )
        );
        Assert.Contains("Ember (CC-BY-4.0)", intensity.Source, StringComparison.Ordinal);
        Assert.Contains("hydro", Shipped.Region("ca-central-1").Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_without_published_power_is_marked_a_bound()
    {
        var trainium = Shipped.Accelerators["Trainium"];
        Assert.True(trainium.IsBound);
        Assert.Equal(
            (120, 200, 245),
            (trainium.BusyPower.Low.Watts, trainium.BusyPower.Central.Watts, trainium.BusyPower.High.Watts)
        );
        Assert.False(Shipped.Accelerators["A100"].IsBound);
    }

    [Fact]
    public async Task A_file_in_a_folder_replaces_the_shipped_table_of_its_name()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            folder.Combine("cpu_arch.csv"),
            "# mine\narchitecture,min_w_per_vcpu,max_w_per_vcpu,gb_per_chip,source,note\r\n\"My, CPU\",1,2,3,\"bench \"\"x\"\"\",\r\n"
        );
        var tables = FactorTables.Load(folder.Path);
        var row = Assert.Single(tables.Architectures).Value;
        Assert.Equal(("My, CPU", "bench \"x\"", 2.0), (row.Name, row.Source, row.BusyPerVcpu.Watts));
        Assert.Equal(38, tables.Regions.Count);
    }

    [Theory]
    [InlineData("a,1,2,3,s", "line 2: 5 fields; the header has 6")]
    [InlineData("a,-1,2,3,s,", "cpu_arch.csv line 2: min_w_per_vcpu is '-1'; it must be a number of at least 0")]
    [InlineData("a,1,NaN,3,s,", "max_w_per_vcpu is 'NaN'")]
    [InlineData("a,1,,3,s,", "max_w_per_vcpu is ''; it must be a number")]
    [InlineData("a,1,2,3,,", "source is ''; it must not be empty")]
    [InlineData("a,1,2,3,s,\na,1,2,3,s,", "'a' has two rows")]
    [InlineData("\"a,1,2,3,s,", "a quote is not closed")]
    [InlineData("\"a\"b,1,2,3,s,", "text after a closing quote")]
    public async Task A_wrong_table_is_refused_with_file_line_column_and_rule(string row, string expected)
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            folder.Combine("cpu_arch.csv"),
            $"architecture,min_w_per_vcpu,max_w_per_vcpu,gb_per_chip,source,note\n{row}\n"
        );
        var error = Assert.Throws<FormatException>(() => FactorTables.Load(folder.Path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no header row")]
    [InlineData("architecture,architecture\n", "appears twice")]
    [InlineData("architecture\na\n", "column 'min_w_per_vcpu' is missing")]
    public async Task A_wrong_header_is_refused(string text, string expected)
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder.Combine("cpu_arch.csv"), text);
        var error = Assert.Throws<FormatException>(() => FactorTables.Load(folder.Path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Contains(
            "/no/such/folder",
            Assert.Throws<DirectoryNotFoundException>(() => FactorTables.Load("/no/such/folder")).Message,
            StringComparison.Ordinal
        );
}
