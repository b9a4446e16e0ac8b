using System.Diagnostics;
using GreenMl.Datasets;
using GreenMl.Testing;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Tests;

/// <summary>The worker as its service starts it: a process with a folder.</summary>
public sealed class WorkerProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_good_job_leaves_a_data_set_and_a_result()
    {
        var layout = new WorkerLayout(_directory.Path);

        var exitCode = await RunAsync(layout, new() { ["source"] = "glyphs", ["rows"] = "500" });

        Assert.Equal(WorkerHost.Succeeded, exitCode);
        Assert.False(File.Exists(layout.FailureFile));
        var manifest = await DatasetManifest.ReadAsync(layout.ModelDirectory, CancellationToken.None);
        var result = await CurationResult.ReadAsync(layout.ResultFile, CancellationToken.None);
        Assert.Equal(manifest.Id, result.ManifestId);
    }

    [Fact]
    public async Task A_bad_job_leaves_the_reason()
    {
        var layout = new WorkerLayout(_directory.Path);

        var exitCode = await RunAsync(
            layout,
            new()
            {
                ["source"] = "csv",
                ["label_column"] = "x",
                ["path"] = "/none.csv",
            }
        );

        Assert.Equal(WorkerHost.Failed, exitCode);
        Assert.StartsWith(
            "INVALID_PARAMETER: Parameter 'path' is '/none.csv'",
            await File.ReadAllTextAsync(layout.FailureFile)
        );
    }

    private static async Task<int> RunAsync(WorkerLayout layout, Dictionary<string, string> parameters)
    {
        layout.WriteHyperparameters(parameters);
        var worker = Path.Combine(AppContext.BaseDirectory, "GreenMl.DataCuration.Worker.dll");
        var start = new ProcessStartInfo("dotnet", [worker])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[WorkerLayout.RootVariable] = layout.Root;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        return process.ExitCode;
    }
}
