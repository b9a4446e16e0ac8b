namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>Where the output of one resource goes, without secrets: its log file and the console.</summary>
internal sealed class ResourceOutput(string name, ResourceLog log, ConsoleLog console, SecretMask mask)
    : IAsyncDisposable
{
    private bool _inWarning;
    private bool _logFailed;

    public string LogPath => log.Path;

    /// <summary>Lines that the resource printed. One call at a time for each of the two streams.</summary>
    public async Task WriteAsync(IReadOnlyList<string> lines, bool isError)
    {
        string[] masked = [.. lines.Select(mask.Apply)];
        await AppendAsync(masked);
        var inWarning = await console.WriteAsync(name, masked, isError, _inWarning && !isError);
        if (!isError)
        {
            _inWarning = inWarning;
        }
    }

    /// <summary>A line about the resource's life.</summary>
    public async Task SayAsync(string line)
    {
        var masked = mask.Apply(line);
        await AppendAsync([$"--- {masked}"]);
        await console.WriteLifecycleAsync(name, masked);
    }

    public async Task<string> TailAsync() => string.Join(Environment.NewLine, await log.TailAsync());

    public ValueTask DisposeAsync() => log.DisposeAsync();

    /// <summary>A full disk costs the log, not the service.</summary>
    private async Task AppendAsync(IReadOnlyList<string> lines)
    {
        try
        {
            await log.AppendAsync(lines);
            _logFailed = false;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (!_logFailed)
            {
                _logFailed = true;
                await console.WriteLifecycleAsync(name, $"lines are missing in {log.Path}: {problem.Message}");
            }
        }
    }
}
