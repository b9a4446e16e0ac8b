using System.Threading.Channels;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GreenMl.Jobs;

/// <summary>
/// Tells other services how far jobs are: the newest progress only, at most once a second, and nothing waits for it.
/// Progress that cannot be told is dropped, the next one says more.
/// </summary>
internal sealed partial class ProgressPublisher(IBus bus, TimeProvider time, ILogger<ProgressPublisher> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Channel<JobProgressed> _latest = Channel.CreateBounded<JobProgressed>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    /// <summary>Offers progress; never blocks.</summary>
    public void Offer(Guid jobId, Guid? runId, JobProgress progress) =>
        _latest.Writer.TryWrite(new(jobId, runId, progress));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var progress in _latest.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await bus.Publish(progress, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogDropped(e, progress.JobId);
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Progress of job {JobId} could not be told")]
    private partial void LogDropped(Exception e, Guid jobId);
}
