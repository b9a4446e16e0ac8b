using GreenMl.Footprint.Metering;
using GreenMl.Testing;

namespace GreenMl.Footprint.Tests.Metering;

public class ProcTextTests
{
    /// <summary>Recorded on a two-vCPU virtual machine with Linux 6.18.</summary>
    internal const string RecordedStat = """
        cpu  23962 40 7946 428981 2105 3 77 78 11 0
        cpu0 10485 0 3514 217301 217 0 15 33 0 0
        cpu1 13477 0 4431 211679 1888 0 62 44 0 0
        intr 4061537 0 0 0 0 0 0 0 0 0 0
        ctxt 6519303
        btime 1764038901
        processes 28101
        """;

    [Fact]
    public void Stat_counts_user_nice_system_and_interrupts_as_work_and_guest_time_only_once()
    {
        var cpu = ProcText.Stat(RecordedStat)!;
        Assert.Equal(239.62 + 0.40 + 79.46 + 0.03 + 0.77, cpu.Busy, 1e-9);
        Assert.Equal(4289.81 + 21.05, cpu.Idle, 1e-9);
        Assert.Equal(0.78, cpu.Steal, 1e-9);
        Assert.Equal(2, cpu.Vcpus);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu 1 2 3")]
    [InlineData("cpu  1 2 3 x 5 6 7 8")]
    [InlineData("intr 1 2 3")]
    public void Text_that_is_no_stat_gives_nothing(string text) => Assert.Null(ProcText.Stat(text));

    [Fact]
    public void Process_times_are_found_behind_a_command_with_spaces_and_parentheses()
    {
        var text =
            "4711 (a) R (b c) S 1 4711 4711 0 -1 4194560 5000 9000 0 0 1234 766 150 50 20 0 12 0 99 1000 200 18446744073709551615";
        var (own, children) = ProcText.ProcessStat(text)!.Value;
        Assert.Equal(20.0, own, 1e-9);
        Assert.Equal(2.0, children, 1e-9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711 no parenthesis 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17")]
    [InlineData("4711 (cut off) S 1 2")]
    public void Text_that_is_no_process_stat_gives_nothing(string text) => Assert.Null(ProcText.ProcessStat(text));

    [Theory]
    [InlineData("rchar: 6976\nwchar: 12\nread_bytes: 4096\n", "rchar", 6976L)]
    [InlineData("rchar: 6976\nwchar: 12\n", "wchar", 12L)]
    [InlineData("MemTotal:       24689700 kB\nMemFree: 1 kB\n", "MemTotal", 24689700L)]
    [InlineData("rchar: many\n", "rchar", null)]
    [InlineData("rcharacter: 5\n", "rchar", null)]
    [InlineData("", "rchar", null)]
    public void Numbers_are_read_by_key(string text, string key, long? expected) =>
        Assert.Equal(expected, ProcText.Number(text, key));

    [Fact]
    public void Uptime_is_the_first_number() =>
        Assert.Equal(TimeSpan.FromSeconds(2245.37), ProcText.Uptime("2245.37 4310.20\n"));

    [Theory]
    [InlineData("")]
    [InlineData("soon 1")]
    public void Text_that_is_no_uptime_gives_nothing(string text) => Assert.Null(ProcText.Uptime(text));

    [Fact]
    public void Control_groups_of_both_versions_give_cpu_seconds()
    {
        using var version2 = new TemporaryDirectory();
        File.WriteAllText(version2.Combine("cpu.stat"), "usage_usec 8310000\nuser_usec 8000000\nsystem_usec 310000\n");
        Assert.Equal(8.31, CgroupCpu.TryRead(version2.Path));

        using var version1 = new TemporaryDirectory();
        Directory.CreateDirectory(version1.Combine("cpuacct"));
        File.WriteAllText(version1.Combine("cpuacct/cpuacct.usage"), "1710000000\n");
        Assert.Equal(1.71, CgroupCpu.TryRead(version1.Path));

        using var none = new TemporaryDirectory();
        Assert.Null(CgroupCpu.TryRead(none.Path));
    }

    [Fact]
    public void A_version_1_cpu_stat_without_usage_falls_through_to_the_accounting_file()
    {
        using var mixed = new TemporaryDirectory();
        File.WriteAllText(mixed.Combine("cpu.stat"), "nr_periods 0\nnr_throttled 0\nthrottled_time 0\n");
        Directory.CreateDirectory(mixed.Combine("cpuacct"));
        File.WriteAllText(mixed.Combine("cpuacct/cpuacct.usage"), "2500000000\n");
        Assert.Equal(2.5, CgroupCpu.TryRead(mixed.Path));
    }

    [Fact]
    public void A_recorded_process_is_read_from_its_files_and_a_dead_one_gives_nothing()
    {
        using var proc = new TemporaryDirectory();
        Directory.CreateDirectory(proc.Combine("4711"));
        File.WriteAllText(
            proc.Combine("4711/stat"),
            "4711 (dotnet) S 1 4711 4711 0 -1 4194560 5000 9000 0 0 1234 766 150 50 20 0 12 0 99 1000 200"
        );
        File.WriteAllText(proc.Combine("4711/status"), "Name:\tdotnet\nVmHWM:\t  2048 kB\nVmRSS:\t 1024 kB\n");

        var usage = ProcessReader.Of(4711, proc.Path)!;
        Assert.Equal(new ProcessUsage(22.0, 2048 * 1024, null, null), usage);
        Assert.Null(ProcessReader.Of(4712, proc.Path));
    }
}
