using System.Collections.Concurrent;
using System.Threading.Channels;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GreenMl.Jobs;

/// <summary>
/// Tells other services how far jobs are: the newest progress of each, at most once a second, and nothing waits for it.
/// Progress that cannot be told is dropped, the next one says more.
/// </summary>
internal sealed partial class ProgressPublisher(IBus bus, TimeProvider time, ILogger<ProgressPublisher> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>At most one for each running job, because the end of a job withdraws what it still has here.</summary>
    private readonly ConcurrentDictionary<Guid, JobProgressed> _latest = new();

    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Offers progress; never blocks.</summary>
    public void Offer(Guid jobId, Guid? runId, JobProgress progress)
    {
        _latest[jobId] = new(jobId, runId, progress);
        _bell.Writer.TryWrite(true);
    }

    /// <summary>Takes back what was not told yet: it would arrive after the end of the job.</summary>
    public void Withdraw(Guid jobId) => _latest.TryRemove(jobId, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _bell.Reader.ReadAllAsync(stoppingToken))
        {
            foreach (var jobId in _latest.Keys)
            {
                if (_latest.TryRemove(jobId, out var progress))
                {
                    await PublishAsync(progress, stoppingToken);
                }
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    private async Task PublishAsync(JobProgressed progress, CancellationToken cancellationToken)
    {
        try
        {
            await bus.Publish(progress, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogDropped(e, progress.JobId);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Progress of job {JobId} could not be told")]
    private partial void LogDropped(Exception e, Guid jobId);
}
