using System.Diagnostics;
using System.Text.RegularExpressions;
using GreenMl.Testing;

namespace GreenMl.Platform.Hosting.Tests;

/// <summary>The subset promises that the AppHost compiles unchanged against the package it stands in for.</summary>
public sealed partial class PublishedAspireTests
{
    private const string Version = "13.6.5";

    [RequiresPublishedAspireFact(Version)]
    public async Task The_AppHost_compiles_unchanged_against_the_published_package()
    {
        using var folder = new TemporaryDirectory();
        var appHost = Path.Combine(Repository.Root, "AppHost");
        await File.WriteAllTextAsync(folder.Combine("Projects.cs"), Projects(appHost));
        await File.WriteAllTextAsync(folder.Combine("Published.csproj"), Project(appHost));
        var start = new ProcessStartInfo("dotnet", ["build", "-nologo", "-v", "quiet"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, output);
    }

    /// <summary>The classes that the package's own build writes for each referenced project.</summary>
    private static string Projects(string appHost)
    {
        var names = ProjectName()
            .Matches(File.ReadAllText(Path.Combine(appHost, "GreenMl.AppHost.csproj")))
            .Select(match => match.Groups["name"].Value.Replace('.', '_'));
        var classes = names.Select(name =>
            $"public sealed class {name} : Aspire.Hosting.IProjectMetadata {{ public string ProjectPath => \"\"; }}"
        );
        return $"namespace Projects;\n{string.Join('\n', classes)}";
    }

    private static string Project(string appHost) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <LangVersion>14.0</LangVersion>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Aspire.Hosting" Version="{Version}" />
                <Compile Include="{appHost}/*.cs" />
                <Using Include="Aspire.Hosting" />
                <Using Include="Aspire.Hosting.ApplicationModel" />
              </ItemGroup>
            </Project>
            """;

    [GeneratedRegex(
        """/(?<name>[A-Za-z.]+)\.csproj" />""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ProjectName();
}

/// <summary>A test that runs only where the published package can be restored; elsewhere it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresPublishedAspireFactAttribute : FactAttribute
{
    public RequiresPublishedAspireFactAttribute(string version)
    {
        if (!CanRestore(version))
        {
            Skip = $"needs a feed with Aspire.Hosting {version}";
        }
    }

    private static bool CanRestore(string version)
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(
            folder.Combine("Probe.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Aspire.Hosting" Version="{version}" /></ItemGroup>
            </Project>
            """
        );
        var start = new ProcessStartInfo("dotnet", ["restore", "-v", "quiet"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        };
        using var restore = Process.Start(start)!;
        restore.StandardOutput.ReadToEnd();
        restore.WaitForExit();
        return restore.ExitCode == 0;
    }
}
