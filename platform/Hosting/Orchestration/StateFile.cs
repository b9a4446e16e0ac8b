using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace GreenMl.Platform.Hosting.Orchestration;

/// <summary>Keeps <c>&lt;home&gt;/state/resources.json</c> up to date: clients find the services there.</summary>
internal sealed class StateFile(string path, ResourceNotificationService notifications, ConsoleLog console)
{
    /// <summary>Writes the file on every change until cancelled, and once more then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            // Changes during the write are seen by the next round, so no state is missed and none queues up.
            var (latest, changed) = notifications.Observe();
            await TryWriteAsync(latest);
            try
            {
                await changed.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await TryWriteAsync(notifications.Observe().Latest);
                return;
            }
        }
    }

    /// <summary>A full disk costs clients the view of the latest change, not the services their life.</summary>
    private async Task TryWriteAsync(IReadOnlyList<ResourceEvent> latest)
    {
        try
        {
            await WriteAsync(latest);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            await console.WriteLineAsync($"{path} is out of date: {problem.Message}");
        }
    }

    /// <summary>A reader sees the old file or the new one, never a part.</summary>
    private async Task WriteAsync(IReadOnlyList<ResourceEvent> latest)
    {
        var listing = new ResourceListing(Environment.ProcessId, [.. latest.Select(ResourceEntry.Of)]);
        var draft = path + ".new";
        await File.WriteAllBytesAsync(
            draft,
            JsonSerializer.SerializeToUtf8Bytes(listing, StateJson.Default.ResourceListing),
            CancellationToken.None
        );
        File.Move(draft, path, overwrite: true);
    }
}
