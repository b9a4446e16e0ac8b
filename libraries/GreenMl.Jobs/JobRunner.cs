using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>
/// Starts waiting jobs, oldest first, and writes down how they end. A job that was running when the service died is
/// queued again at start, and its driver goes on where the attempt before left off.
/// </summary>
internal sealed partial class JobRunner<TSpec, TResult>(
    JobStore<TSpec, TResult> store,
    JobAttempt<TSpec, TResult> attempt,
    JobDoorbell doorbell,
    IOptions<JobsOptions> options,
    TimeProvider time,
    ILogger<JobRunner<TSpec, TResult>> logger
) : BackgroundService
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    private readonly SemaphoreSlim _slots = new(options.Value.MaxConcurrentJobs);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.RequeueAbandonedAsync(cancellationToken);
        doorbell.Ring();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                await doorbell.WaitAsync(stoppingToken);
                running.RemoveAll(task => task.IsCompleted);
                await StartWaitingAsync(running, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(running);
        }
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    private async Task StartWaitingAsync(List<Task> running, CancellationToken stoppingToken)
    {
        while (true)
        {
            await _slots.WaitAsync(stoppingToken);
            var job = await store.StartNextAsync(time.GetUtcNow(), stoppingToken);
            if (job is null)
            {
                _slots.Release();
                return;
            }

            running.Add(RunAsync(job, stoppingToken));
        }
    }

    private async Task RunAsync(Job<TSpec, TResult> job, CancellationToken stoppingToken)
    {
        try
        {
            var ended = await attempt.RunAsync(job, stoppingToken);
            LogEnded(job.Id, ended.State, ended.Failure?.Message ?? "");
            if (ended.State == JobState.Queued)
            {
                await Task.Delay(TimeSpan.FromSeconds(options.Value.CrashBackoffSeconds), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogInterrupted(job.Id);
        }
        finally
        {
            _slots.Release();
            doorbell.Ring();
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId} is {State}. {Message}")]
    private partial void LogEnded(Guid jobId, JobState state, string message);

    [LoggerMessage(LogLevel.Information, "Job {JobId} stopped with the service and goes on at the next start.")]
    private partial void LogInterrupted(Guid jobId);
}
