using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Jobs.Tests.Engine;
using GreenMl.Testing;

namespace GreenMl.Jobs.Tests;

/// <summary>Jobs from the request to the event, over worker processes that are shell scripts.</summary>
public sealed class WorkerJobTests : IDisposable
{
    private const string Progress = """echo '{"step":"train","fraction":0.5,"energyJoules":7,"metrics":{"epoch":2}}'""";
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_becomes_a_result_and_an_event_and_leaves_only_its_log()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new ShellDriver(
            _folder,
            $"""
            grep -q '"model":"mlp"' input/config/hyperparameters.json || exit 1
            grep -q 1,2,3 input/data/data/rows || exit 1
            {ShellDriver.Measure}
            {Progress}
            echo said
            {ShellDriver.Succeed}
            """
        );
        await using var engine = await TestEngine.StartAsync(store.Database, driver);

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal(JobState.Succeeded, job.State);
        Assert.Equal(4, job.Result!.Epochs);
        Assert.Equal(1.5, Assert.Single(job.Measurements).CpuSeconds);
        var told = Assert.IsType<TrainingCompleted>(Assert.Single(await store.EventsAsync()));
        Assert.Equal((job.Id, 1, 4), (told.Job.JobId, told.Job.Attempts, told.Model.Epochs));
        await engine.StopAsync();
        Assert.False(Directory.Exists(driver.Worker.Layout(job.Id).Root));
        Assert.Equal("said\n", await File.ReadAllTextAsync(_folder.Combine($"logs/{job.Id}.log")));
    }

    [Fact]
    public async Task Who_watches_sees_the_progress_while_the_job_runs()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var go = _folder.Combine("go");
        var driver = new ShellDriver(
            _folder,
            $"{Progress}; until [ -e {go} ]; do sleep 0.05; done; {ShellDriver.Succeed}"
        );
        await using var engine = await TestEngine.StartAsync(store.Database, driver);
        var submitted = await engine.SubmitAsync();

        var running = await engine.UntilAsync(submitted.Id, job => engine.Requests.Progress(job) is not null);

        var progress = engine.Requests.Progress(running)!;
        Assert.Equal((0.5, 7.0, 2.0), (progress.Fraction, progress.EnergyJoules, progress.Metrics["epoch"]));
        await File.WriteAllTextAsync(go, "");
        Assert.Null(engine.Requests.Progress(await engine.EndAsync(submitted.Id)));
    }

    [Fact]
    public async Task A_worker_that_reports_a_failure_ends_the_job_at_once()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new ShellDriver(
            _folder,
            $"{ShellDriver.Measure}; printf 'INVALID_DATA: row 7: no label' > output/failure; exit 1"
        );
        await using var engine = await TestEngine.StartAsync(store.Database, driver);

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal(new Failure { Reason = "INVALID_DATA", Message = "row 7: no label" }, job.Failure);
        Assert.Equal((1, 0), (job.Attempts, job.Crashes));
        var told = Assert.IsType<JobFailed>(Assert.Single(await store.EventsAsync()));
        Assert.False(told.Cancelled);
        Assert.Single(told.Measurements);
    }

    [Fact]
    public async Task A_worker_that_dies_is_started_again_and_goes_on()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new ShellDriver(
            _folder,
            $"{ShellDriver.Measure}; [ -e checkpoints/half ] || {{ touch checkpoints/half; kill -9 $$; }}; {ShellDriver.Succeed}"
        );
        await using var engine = await TestEngine.StartAsync(store.Database, driver);

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal((JobState.Succeeded, 2, 1), (job.State, job.Attempts, job.Crashes));
        Assert.Equal(2, job.Measurements.Count);
    }

    [Fact]
    public async Task A_worker_that_always_dies_is_given_up_after_the_bound()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new ShellDriver(_folder, $"{ShellDriver.Measure}; kill -9 $$");
        await using var engine = await TestEngine.StartAsync(store.Database, driver, options => options.MaxCrashes = 3);

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal((JobState.Failed, 3, 3), (job.State, job.Attempts, job.Crashes));
        Assert.Equal("WORKER_CRASHED", job.Failure!.Reason);
        Assert.Equal(3, job.Measurements.Count);
        Assert.Single(await store.EventsAsync());
    }

    [Fact]
    public async Task Cancelling_a_running_job_stops_its_worker()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var saved = _folder.Combine("saved");
        var driver = new ShellDriver(
            _folder,
            $"{ShellDriver.Measure}; trap 'touch {saved}; exit 143' TERM; {Progress}; while :; do sleep 0.05; done"
        );
        await using var engine = await TestEngine.StartAsync(store.Database, driver);
        var submitted = await engine.SubmitAsync();
        await engine.UntilAsync(submitted.Id, job => engine.Requests.Progress(job) is not null);

        var asked = await engine.Requests.CancelAsync(submitted.Id.ToString(), CancellationToken.None);
        var job = await engine.EndAsync(submitted.Id);

        Assert.True(asked.IsCancelRequested);
        Assert.Equal(JobState.Cancelled, job.State);
        Assert.True(File.Exists(saved));
        Assert.True(Assert.IsType<JobFailed>(Assert.Single(await store.EventsAsync())).Cancelled);
        Assert.Single(job.Measurements);
    }

    [Fact]
    public async Task A_job_outlives_its_service()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new ShellDriver(
            _folder,
            $"""
            {ShellDriver.Measure}
            [ -e checkpoints/half ] && {ShellDriver.Succeed} && exit 0
            trap 'touch checkpoints/half; exit 143' TERM
            {Progress}
            while :; do sleep 0.05; done
            """
        );
        TestJob submitted;
        await using (var engine = await TestEngine.StartAsync(store.Database, driver))
        {
            submitted = await engine.SubmitAsync();
            await engine.UntilAsync(submitted.Id, job => engine.Requests.Progress(job) is not null);
        }

        Assert.Equal(JobState.Running, (await store.Store.FindAsync(submitted.Id, CancellationToken.None))!.State);
        await using var next = await TestEngine.StartAsync(store.Database, driver);
        var job = await next.EndAsync(submitted.Id);

        Assert.Equal((JobState.Succeeded, 2, 0), (job.State, job.Attempts, job.Crashes));
        Assert.Equal(2, job.Measurements.Count);
        Assert.Single(await store.EventsAsync());
    }

    [Fact]
    public async Task Cancelling_a_job_that_waits_for_its_next_attempt_keeps_what_it_used_and_clears_its_folder()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new ShellDriver(
            _folder,
            $"{ShellDriver.Measure}; trap 'exit 143' TERM; {Progress}; while :; do sleep 0.05; done"
        );
        TestJob submitted;
        await using (var engine = await TestEngine.StartAsync(store.Database, driver))
        {
            submitted = await engine.SubmitAsync();
            await engine.UntilAsync(submitted.Id, job => engine.Requests.Progress(job) is not null);
        }

        await store.Store.RequeueAbandonedAsync(CancellationToken.None);
        await using var idle = TestEngine.Create(store.Database, driver);
        var job = await idle.Requests.CancelAsync(submitted.Id.ToString(), CancellationToken.None);

        Assert.Equal(JobState.Cancelled, job.State);
        Assert.Single(job.Measurements);
        Assert.False(Directory.Exists(driver.Worker.Layout(job.Id).Root));
    }

    [Fact]
    public async Task A_result_that_an_earlier_attempt_left_is_taken_as_it_is()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        var driver = new ShellDriver(_folder, "exit 1");
        await using var engine = TestEngine.Create(store.Database, driver);
        var submitted = await engine.SubmitAsync();
        var layout = driver.Worker.Layout(submitted.Id);
        layout.CreateOutputDirectories();
        await File.WriteAllTextAsync(layout.ResultFile, """{"epochs":9}""");

        await engine.StartAsync();
        var job = await engine.EndAsync(submitted.Id);

        Assert.Equal((JobState.Succeeded, 9), (job.State, job.Result!.Epochs));
    }

    [Fact]
    public async Task A_worker_that_leaves_no_result_has_crashed()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        await using var engine = await TestEngine.StartAsync(
            store.Database,
            new ShellDriver(_folder, "exit 0"),
            options => options.MaxCrashes = 1
        );

        var job = await engine.EndAsync((await engine.SubmitAsync()).Id);

        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("result.json", job.Failure!.Message, StringComparison.Ordinal);
    }
}
