using Microsoft.Extensions.Hosting;

namespace GreenMl.ServiceDefaults.Hosting;

/// <summary>
/// Stops the service when its parent is gone. The parent holds this process's standard input open and says so with
/// <see cref="Variable"/>; however the parent ends, the pipe closes, and nothing has to poll.
/// </summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime) : BackgroundService
{
    private const string Variable = "GREENML_STOP_ON_STDIN_EOF";

    /// <summary>Whether a parent asked for this.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable(Variable) == "1";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, stoppingToken).WaitAsync(stoppingToken);
        lifetime.StopApplication();
    }
}
