using System.Collections.Concurrent;
using System.Threading.Channels;

namespace GreenMl.Jobs;

/// <summary>The doorbell of the job runner, and the way to stop a job that runs. The queue itself is the store.</summary>
public sealed class JobDoorbell
{
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = new();
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Says that a job may be waiting.</summary>
    public void Ring() => _bell.Writer.TryWrite(true);

    /// <summary>Asks a job that runs to stop; others are not affected.</summary>
    public async Task CancelAsync(Guid jobId)
    {
        if (!_running.TryGetValue(jobId, out var stop))
        {
            return;
        }

        try
        {
            await stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in this very moment: there is nothing left to stop.
        }
    }

    internal ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        _bell.Reader.ReadAsync(cancellationToken);

    /// <summary>Notes that a job runs and can be stopped through <paramref name="stop"/>.</summary>
    internal void Enter(Guid jobId, CancellationTokenSource stop) => _running[jobId] = stop;

    internal void Leave(Guid jobId) => _running.TryRemove(jobId, out _);
}
