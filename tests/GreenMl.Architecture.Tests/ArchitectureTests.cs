using System.Text.RegularExpressions;
using System.Xml.Linq;
using GreenMl.Testing;

namespace GreenMl.Architecture.Tests;

/// <summary>The rules that keep the shape, read from project files and sources.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] ProductFolders =
    [
        "AppHost",
        "ServiceDefaults",
        "apps",
        "contracts",
        "libraries",
        "platform",
        "services",
    ];

    private static readonly string[] TestPackages = ["xunit", "CsCheck", "Microsoft.NET.Test.Sdk"];

    // Deleting an endpoint ends its server now, not by a job: the wire reaches the servers of this machine.
    private static readonly string[] UsersOfDrivers =
    [
        "DataCurationService.cs",
        "EndpointsEndpoint.cs",
        "InferenceHostingService.cs",
        "ModelOptimizationService.cs",
        "TrainingOrchestrationService.cs",
    ];

    public static TheoryData<string> Projects =>
        [
            .. Directory
                .EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository.Root, path))
                .Where(path => !path.StartsWith("artifacts", StringComparison.Ordinal))
                .Order(),
        ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_its_folder_allows(string project)
    {
        string[] forbidden = project.Split('/')[0] switch
        {
            "services" => ["services/", "apps/", "AppHost/"],
            "libraries" => ["services/", "apps/", "AppHost/", "platform/"],
            "contracts" => ["services/", "apps/", "AppHost/", "platform/", "libraries/", "ServiceDefaults/"],
            "ServiceDefaults" => ["services/", "apps/", "AppHost/", "platform/", "contracts/"],
            "platform" => ["services/", "apps/", "AppHost/", "contracts/", "libraries/", "ServiceDefaults/"],
            "apps" => ["services/", "AppHost/", "platform/", "ServiceDefaults/"],
            _ => [],
        };
        var broken = References(project)
            .Where(reference => forbidden.Any(folder => reference.StartsWith(folder, StringComparison.Ordinal)));
        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Test_packages_stay_in_tests(string project)
    {
        if (project.StartsWith("tests", StringComparison.Ordinal))
        {
            return;
        }

        var packages = Load(project).Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value);
        Assert.Empty(packages.Intersect(TestPackages));
    }

    [Fact]
    public void Domain_folders_know_the_base_library_and_units_only()
    {
        var usings = Sources("services")
            .Where(path => path.Contains("/Domain/"))
            .SelectMany(path => Using().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value));
        Assert.DoesNotContain(
            usings,
            name => !name.StartsWith("System", StringComparison.Ordinal) && name != "GreenMl.Units"
        );
    }

    [Fact]
    public void Drivers_are_reached_through_their_registration()
    {
        var users = Sources("services")
            .Where(path => !path.Contains("/Drivers/") && File.ReadAllText(path).Contains(".Drivers.Local;"))
            .Select(Path.GetFileName)
            .Order();
        Assert.Equal(UsersOfDrivers, users);
    }

    [Fact]
    public void No_code_keeps_mutable_state_in_static_fields()
    {
        var fields = Code()
            .SelectMany(path =>
                StaticField().Matches(File.ReadAllText(path)).Select(match => $"{path}: {match.Value.Trim()}")
            );
        // A native library is loaded once for a process, whoever asks.
        Assert.DoesNotContain(fields, field => !field.Contains("TorchRuntime.cs"));
    }

    [Fact]
    public void No_file_outgrows_its_one_idea()
    {
        var large = Code().Select(path => (path, Lines: File.ReadLines(path).Count())).Where(file => file.Lines > 400);
        Assert.Empty(large);
    }

    [Fact]
    public void Nothing_in_the_product_is_announced_for_later()
    {
        var words = Code().Where(path => Later().IsMatch(File.ReadAllText(path)));
        Assert.Empty(words);
    }

    private static XDocument Load(string project) => XDocument.Load(Path.Combine(Repository.Root, project));

    private static IEnumerable<string> References(string project)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, project))!;
        return Load(project)
            .Descendants("ProjectReference")
            .Select(item => item.Attribute("Include")?.Value)
            .OfType<string>()
            .Select(path => Path.GetFullPath(Path.Combine(folder, path)))
            .Select(path => Path.GetRelativePath(Repository.Root, path));
    }

    private static IEnumerable<string> Code() => ProductFolders.SelectMany(Sources);

    private static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"));

    [GeneratedRegex(
        @"^using (?<name>[A-Za-z.]+);",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Using();

    [GeneratedRegex(
        @"^\s+(private|internal|public) static (?!readonly|partial|implicit|explicit|event|async|extern|abstract|unsafe)[A-Za-z<>,\[\]\?\. ]+ [A-Za-z_]+( = [^=>][^;]*)?;",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex StaticField();

    [GeneratedRegex(
        @"\b(TODO|FIXME|NotImplementedException)\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Later();
}
