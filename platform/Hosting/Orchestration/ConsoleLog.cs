using Microsoft.Extensions.Configuration;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>Shows what resources print, as <c>[name] line</c>.</summary>
/// <remarks>
/// <c>GreenMl:Orchestrator:ConsoleLogs</c> says how much: <c>all</c>, <c>warnings</c> (default: the life of resources,
/// their standard error, and what they log as warning or worse) or <c>none</c>. It is read for every line, so that an
/// AppHost can change it while it runs.
/// </remarks>
internal sealed class ConsoleLog(IConfiguration configuration, TextWriter output)
{
    public const string Key = $"{OrchestratorOptions.Section}:ConsoleLogs";

    private static readonly string[] WarningLevels = ["warn:", "fail:", "crit:"];

    private bool ShowsAll => Level == "ALL";

    private bool ShowsAnything => Level != "NONE";

    private string Level => (configuration[Key] ?? "warnings").ToUpperInvariant();

    /// <summary>A line about the resource, from the orchestrator.</summary>
    public Task WriteLifecycleAsync(string name, string line) =>
        ShowsAnything ? output.WriteLineAsync($"[{name}] {line}") : Task.CompletedTask;

    /// <summary>A line of the AppHost as a whole.</summary>
    public Task WriteLineAsync(string line) => ShowsAnything ? output.WriteLineAsync(line) : Task.CompletedTask;

    /// <summary>Lines that the resource printed.</summary>
    /// <param name="name">The resource.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="isError">Whether they came on standard error.</param>
    /// <param name="inWarning">Whether the last line before them belongs to a warning, which goes on over indented lines.</param>
    /// <returns>The same for the last of these lines.</returns>
    public async Task<bool> WriteAsync(string name, IReadOnlyList<string> lines, bool isError, bool inWarning)
    {
        foreach (var line in lines)
        {
            inWarning = IsWarning(line) || (inWarning && line.StartsWith("      ", StringComparison.Ordinal));
            if (ShowsAll || (ShowsAnything && (isError || inWarning)))
            {
                await output.WriteLineAsync($"[{name}{(isError ? "!" : "")}] {line}");
            }
        }

        return inWarning;
    }

    private static bool IsWarning(string line) =>
        WarningLevels.Any(level => line.StartsWith(level, StringComparison.Ordinal));
}
