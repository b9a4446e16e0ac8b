using System.Text.Json;
using GreenMl.Testing;

namespace GreenMl.EndToEnd.Tests;

/// <summary>The command that the README opens with, with smaller files.</summary>
public sealed class CommandLineTests
{
    private const string Pipeline = """
        name: small
        data:
          glyphs: { rows: 1500 }
          seed: 5
        train:
          model: mlp
          max-epochs: 2
          seed: 5
        host:
          endpoint: small
        """;

    [Fact]
    public async Task One_command_runs_a_pipeline_prints_the_receipt_and_ends_with_its_outcome()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder.Combine("small.yaml"), Pipeline);
        var (exitCode, output) = await RunAsync(
            folder,
            ["--run", folder.Combine("small.yaml"), "--exit", "--receipt", folder.Combine("receipt.json")]
        );
        Assert.True(exitCode == 0, output);
        Assert.Contains("predict small --dataset object://datasets/", output);
        using var receipt = JsonDocument.Parse(await File.ReadAllTextAsync(folder.Combine("receipt.json")));
        Assert.Equal("small", receipt.RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_file_with_an_unknown_key_ends_with_its_place_and_another_exit_code()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder.Combine("typo.yaml"), Pipeline.Replace("max-epochs", "max-epoch"));
        var start = await RunAsync(folder, ["--run", folder.Combine("typo.yaml"), "--exit"]);
        Assert.NotEqual(0, start.ExitCode);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(TemporaryDirectory folder, string[] arguments)
    {
        using var process = Installation.Start(folder.Combine("home"), arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await Processes.WaitUntilNoneAsync(folder.Combine("home"));
        return (process.ExitCode, output);
    }
}
