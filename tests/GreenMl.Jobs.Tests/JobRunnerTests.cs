using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Training.V1;
using GreenMl.Jobs.Tests.Engine;
using GreenMl.Sql;
using GreenMl.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace GreenMl.Jobs.Tests;

/// <summary>The engine over drivers that end in every way.</summary>
public sealed class JobRunnerTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_driver_that_throws_crashes_its_job_and_not_the_service()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(attempt =>
            attempt.Spec.Model == "bad" ? throw new FormatException("broken") : Task.FromResult(DelegateDriver.Done())
        );
        await using var engine = await TestEngine.StartAsync(store.Database, driver, options => options.MaxCrashes = 2);

        var bad = await engine.EndAsync((await engine.SubmitAsync("bad")).Id);
        var good = await engine.EndAsync((await engine.SubmitAsync("good")).Id);

        Assert.Equal(new Failure { Reason = "INTERNAL", Message = "FormatException: broken" }, bad.Failure);
        Assert.Equal((2, 2), (bad.Attempts, bad.Crashes));
        Assert.Equal(2, bad.Measurements.Count);
        Assert.Equal(JobState.Succeeded, good.State);
    }

    [Fact]
    public async Task A_time_out_inside_the_driver_is_a_crash_as_any_other()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(attempt =>
            attempt.Number == 1 ? throw new TaskCanceledException() : Task.FromResult(DelegateDriver.Done())
        );
        await using var engine = await TestEngine.StartAsync(store.Database, driver);

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal((JobState.Succeeded, 2, 1), (job.State, job.Attempts, job.Crashes));
    }

    [Fact]
    public async Task A_failure_is_not_tried_again()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(_ => throw new WorkerFailureException("INVALID_MODEL", "truncated"));
        await using var engine = await TestEngine.StartAsync(store.Database, driver);

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal(new Failure { Reason = "INVALID_MODEL", Message = "truncated" }, job.Failure);
        Assert.Equal(1, job.Attempts);
    }

    [Fact]
    public async Task A_success_without_a_result_is_no_success()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(_ =>
            Task.FromResult(new DriverOutcome<TrainedModel>(WorkerExit.Succeeded, null))
        );
        await using var engine = await TestEngine.StartAsync(store.Database, driver, options => options.MaxCrashes = 1);

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("Driver delegate succeeded without a result", job.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_job_is_tried_again_and_again_but_not_for_ever()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(_ =>
            Task.FromResult(new DriverOutcome<TrainedModel>(WorkerExit.Interrupted, null))
        );
        await using var engine = await TestEngine.StartAsync(
            store.Database,
            driver,
            options => options.MaxAttempts = 5
        );

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal((JobState.Failed, "TOO_MANY_ATTEMPTS"), (job.State, job.Failure!.Reason));
        Assert.Equal(5, driver.AttemptCount(job.Id));
        Assert.Equal(0, job.Crashes);
    }

    [Fact]
    public async Task Work_that_was_done_when_the_cancellation_came_stays_done()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(async attempt =>
        {
            await CancelledAsync(attempt.CancellationToken);
            return DelegateDriver.Done();
        });
        await using var engine = await TestEngine.StartAsync(store.Database, driver);
        var submitted = await engine.SubmitAsync();
        await engine.UntilAsync(submitted.Id, job => job.State == JobState.Running);

        await engine.Requests.CancelAsync(submitted.Id.ToString(), None);
        var job = await engine.EndAsync(submitted.Id);

        Assert.Equal((JobState.Succeeded, true), (job.State, job.IsCancelRequested));
        Assert.IsType<TrainingCompleted>(Assert.Single(await store.EventsAsync()));
        var repeated = await engine.Requests.CancelAsync(submitted.Id.ToString(), None);
        Assert.Equal(JobState.Succeeded, repeated.State);
    }

    [Fact]
    public async Task However_cancellation_and_end_meet_there_is_one_end_and_one_event()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(async _ =>
        {
            await Task.Yield();
            return DelegateDriver.Done();
        });
        await using var engine = await TestEngine.StartAsync(store.Database, driver);

        for (var i = 0; i < 30; i++)
        {
            var submitted = await engine.SubmitAsync();
            await engine.Requests.CancelAsync(submitted.Id.ToString(), None);
            await engine.EndAsync(submitted.Id);
        }

        Assert.Equal(30, (await store.EventsAsync()).Count);
    }

    [Fact]
    public async Task A_waiting_job_is_cancelled_at_once_and_never_starts()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(_ => Task.FromResult(DelegateDriver.Done()));
        await using var engine = TestEngine.Create(store.Database, driver);
        var waiting = await engine.SubmitAsync();

        var cancelled = await engine.Requests.CancelAsync(waiting.Id.ToString(), None);

        Assert.Equal((JobState.Cancelled, "CANCELLED"), (cancelled.State, cancelled.Failure!.Reason));
        Assert.True(Assert.IsType<JobFailed>(Assert.Single(await store.EventsAsync())).Cancelled);
        await engine.StartAsync();
        await engine.EndAsync((await engine.SubmitAsync()).Id);
        Assert.Equal(0, driver.AttemptCount(waiting.Id));
    }

    [Fact]
    public async Task A_job_that_was_cancelled_while_its_service_was_down_does_not_work_again()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var worked = false;
        var driver = new DelegateDriver(attempt =>
        {
            attempt.CancellationToken.ThrowIfCancellationRequested();
            worked = true;
            return Task.FromResult(DelegateDriver.Done());
        });
        var job = await store.AddAsync(Jobs.AJob());
        await store.Store.StartNextAsync(Jobs.Noon, None);
        await store.Store.UpdateAsync(job.Id, running => (running with { IsCancelRequested = true }, []), None);

        await using var engine = await TestEngine.StartAsync(store.Database, driver);

        Assert.Equal(JobState.Cancelled, (await engine.EndAsync(job.Id)).State);
        Assert.False(worked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task So_many_jobs_run_at_once_as_there_are_places(int places)
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var running = 0;
        var most = 0;
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var driver = new DelegateDriver(async _ =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == places)
            {
                full.TrySetResult();
            }

            await full.Task;
            Interlocked.Decrement(ref running);
            return DelegateDriver.Done();
        });
        await using var engine = await TestEngine.StartAsync(
            store.Database,
            driver,
            options => options.MaxConcurrentJobs = places
        );

        var jobs = new List<TestJob>();
        for (var i = 0; i < 2 * places; i++)
        {
            jobs.Add(await engine.SubmitAsync());
        }

        foreach (var job in jobs)
        {
            await engine.EndAsync(job.Id);
        }

        Assert.Equal(places, most);
    }

    [Fact]
    public async Task A_crashed_job_pauses_and_its_cancellation_ends_the_pause()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var crashed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var driver = new DelegateDriver(_ =>
        {
            crashed.TrySetResult();
            throw new FormatException();
        });
        // Its clock stands still: without the cancellation the pause would never end.
        await using var engine = TestEngine.Create(
            store.Database,
            driver,
            options => options.CrashBackoffSeconds = 60,
            services: services => services.AddSingleton<TimeProvider>(new FakeTimeProvider())
        );
        await engine.StartAsync();
        var submitted = await engine.SubmitAsync();
        await crashed.Task;

        await engine.Requests.CancelAsync(submitted.Id.ToString(), None);
        var job = await engine.EndAsync(submitted.Id);

        Assert.Equal((JobState.Cancelled, 1), (job.State, driver.AttemptCount(job.Id)));
    }

    [Fact]
    public async Task A_store_that_fails_ends_the_service_because_its_next_start_puts_things_right()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var driver = new DelegateDriver(async _ =>
        {
            await go.Task;
            return DelegateDriver.Done();
        });
        await using var engine = await TestEngine.StartAsync(store.Database, driver);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        var submitted = await engine.SubmitAsync();
        await engine.UntilAsync(submitted.Id, job => job.State == JobState.Running);

        await RenameAsync(store.Database, "jobs", "hidden");
        go.SetResult();
        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await RenameAsync(store.Database, "hidden", "jobs");

        await using var next = await TestEngine.StartAsync(store.Database, driver);
        Assert.Equal(JobState.Succeeded, (await next.EndAsync(submitted.Id)).State);
    }

    [Fact]
    public async Task What_a_job_left_is_forgotten_once_it_has_ended()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(attempt =>
            attempt.Number == 1 ? throw new FormatException() : Task.FromResult(DelegateDriver.Done())
        );
        TestJob job;
        await using (var engine = await TestEngine.StartAsync(store.Database, driver))
        {
            job = await engine.EndAsync((await engine.SubmitAsync()).Id);
        }

        Assert.Equal([job.Id], driver.Forgotten);
    }

    [Fact]
    public async Task Options_out_of_range_stop_the_start()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(_ => throw new FormatException());
        await using var engine = TestEngine.Create(store.Database, driver, options => options.MaxConcurrentJobs = 0);

        await Assert.ThrowsAsync<OptionsValidationException>(engine.StartAsync);
    }

    private static Task<int> RenameAsync(Database database, string from, string to) =>
        database.WriteAsync(session => session.ExecuteAsync($"ALTER TABLE {from} RENAME TO {to}"), None);

    private static async Task CancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value)
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
