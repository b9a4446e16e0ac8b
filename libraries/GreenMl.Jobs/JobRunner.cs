using System.Runtime.ExceptionServices;
using Google.Protobuf;
using GreenMl.Contracts.Common.V1;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GreenMl.Jobs;

/// <summary>
/// Starts waiting jobs, oldest first. A job that was running when the service died is queued again at start, and its
/// driver goes on where the attempt before left off. That is also the way out when the store fails: the service stops,
/// and its next start finds the truth on disk.
/// </summary>
internal sealed partial class JobRunner<TSpec, TResult>(
    JobStore<TSpec, TResult> store,
    JobAttempt<TSpec, TResult> attempt,
    IJobDriver<TSpec, TResult> driver,
    JobDoorbell doorbell,
    IOptions<JobsOptions> options,
    TimeProvider time,
    ILogger<JobRunner<TSpec, TResult>> logger
) : BackgroundService
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    private readonly SemaphoreSlim _slots = new(options.Value.MaxConcurrentJobs);

    /// <summary>What an attempt failed with; that is no failure of its job, but of this service.</summary>
    private Exception? _fault;

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
            ThrowFault();
            running.RemoveAll(task => task.IsCompleted);
            var job = await store.StartNextAsync(JobTimes.Now(time), stoppingToken);
            if (job is null)
            {
                _slots.Release();
                return;
            }

            running.Add(RunAsync(job, stoppingToken));
        }
    }

    private void ThrowFault()
    {
        if (_fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    private async Task RunAsync(Job<TSpec, TResult> job, CancellationToken stoppingToken)
    {
        try
        {
            LogStarted(job.Id, job.Attempts);
            var ended = await attempt.RunAsync(job, stoppingToken);
            LogEnded(job.Id, ended.State, ended.Failure?.Message ?? "");
            if (ended.IsFinished)
            {
                await ForgetAsync(job.Id, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogInterrupted(job.Id);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            _fault = e;
        }
        finally
        {
            _slots.Release();
            doorbell.Ring();
        }
    }

    /// <summary>The job has ended whether or not its leavings can be removed.</summary>
    private async Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        try
        {
            await driver.ForgetAsync(jobId, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotForgotten(e, jobId);
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId} starts, attempt {Attempt}.")]
    private partial void LogStarted(Guid jobId, int attempt);

    [LoggerMessage(LogLevel.Warning, "What job {JobId} left behind could not be removed.")]
    private partial void LogNotForgotten(Exception e, Guid jobId);

    [LoggerMessage(LogLevel.Information, "Job {JobId} is {State}. {Message}")]
    private partial void LogEnded(Guid jobId, JobState state, string message);

    [LoggerMessage(LogLevel.Information, "Job {JobId} stopped with the service and goes on at the next start.")]
    private partial void LogInterrupted(Guid jobId);
}
