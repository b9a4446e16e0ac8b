using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GreenMl.AppHost;

/// <summary>Serves, and meanwhile runs the pipeline that the command line names, with the CLI on this terminal.</summary>
internal static class PipelineRun
{
    private const int Failed = 1;
    private const int Interrupted = 130;
    private const string ConsoleLogsKey = "GreenMl:Orchestrator:ConsoleLogs";

    /// <summary>How long the CLI may take to end after Ctrl+C, which reaches it too.</summary>
    private static readonly TimeSpan CliGrace = TimeSpan.FromSeconds(3);

    /// <returns>The exit code of the AppHost.</returns>
    public static async Task<int> ServeAsync(
        DistributedApplication app,
        RunRequest request,
        Home home,
        IReadOnlyList<string> services
    )
    {
        var configuration = app.Services.GetRequiredService<IConfiguration>();
        var consoleLogs = configuration[ConsoleLogsKey];
        try
        {
            // The terminal belongs to the CLI until it has printed the receipt.
            configuration[ConsoleLogsKey] = consoleLogs ?? (request.Pipeline is null ? null : "none");
            await app.StartAsync();
            var exitCode = request.Pipeline is null ? 0 : await RunAsync(app, request, home, services);
            if (request.ExitAfterRun)
            {
                await app.StopAsync();
                return exitCode;
            }

            configuration[ConsoleLogsKey] = consoleLogs;
            await app.WaitForShutdownAsync();
            return exitCode;
        }
        catch (Exception problem) when (problem is DistributedApplicationException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            await app.StopAsync();
            return Failed;
        }
    }

    private static async Task<int> RunAsync(
        DistributedApplication app,
        RunRequest request,
        Home home,
        IReadOnlyList<string> services
    )
    {
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await Console.Error.WriteLineAsync(
                $"Starting {string.Join(", ", services)} (logs in {Path.Combine(home.Folder, "logs")})"
            );
            foreach (var service in services)
            {
                await app.ResourceNotifications.WaitForResourceHealthyAsync(service, stopping);
            }

            var exitCode = await RunCliAsync(request, home, stopping);
            if (!request.ExitAfterRun)
            {
                await Console.Error.WriteLineAsync("Everything goes on serving; Ctrl+C stops it.");
            }

            return exitCode;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Interrupted;
        }
    }

    private static async Task<int> RunCliAsync(RunRequest request, Home home, CancellationToken stopping)
    {
        string[] receipt = request.Receipt is null ? [] : ["--receipt", request.Receipt];
        var start = new ProcessStartInfo(
            "dotnet",
            [ProjectOutput.AssemblyOf<Projects.GreenMl_Cli>("greenml"), "run", request.Pipeline!, .. receipt]
        )
        {
            UseShellExecute = false,
        };
        start.Environment["GREENML_HOME"] = home.Folder;

        // The receipt ends with a command to try, as it is typed in the root of the repository.
        start.Environment.TryAdd("GREENML_COMMAND", "./greenml");
        using var cli = Process.Start(start)!;
        var exit = cli.WaitForExitAsync(CancellationToken.None);
        try
        {
            await exit.WaitAsync(stopping);
            return cli.ExitCode;
        }
        finally
        {
            if (!exit.IsCompleted)
            {
                await Task.WhenAny(exit, Task.Delay(CliGrace, TimeProvider.System, CancellationToken.None));
                cli.Kill(entireProcessTree: true);
            }
        }
    }
}
