using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Jobs.Tests.Engine;
using GreenMl.Sql;
using GreenMl.Testing;
using static GreenMl.Jobs.Tests.Jobs;

namespace GreenMl.Jobs.Tests;

public sealed class JobStoreTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_job_is_read_back_as_it_was_kept(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var done = AJob() with
        {
            State = JobState.Succeeded,
            Attempts = 3,
            Crashes = 2,
            IsCancelRequested = true,
            Result = new TrainedModel { Uri = "object://models/1", Epochs = 7 },
            Failure = new Failure { Reason = "R", Message = "ünïcode 'quoted'" },
            Measurements = [AMeasurement("a"), AMeasurement("b")],
            StartedAt = Noon.AddMilliseconds(1),
            FinishedAt = Noon.AddMilliseconds(2),
        };

        await test.Store.AddAsync(done, "key", [], None);
        var read = await test.Reopen().FindAsync(done.Id, None);

        Assert.Equal(done.Measurements, read!.Measurements);
        Assert.Equal(done, read with { Measurements = done.Measurements });
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task An_unknown_job_is_null(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        Assert.Null(await test.Store.FindAsync(Guid.NewGuid(), None));
        Assert.Null(await test.Store.UpdateAsync(Guid.NewGuid(), job => (job, []), None));
        Assert.Null(await test.Store.StartNextAsync(Noon, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task The_first_job_with_a_key_answers_every_repeat(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var repeats = Enumerable.Range(0, 8).Select(_ => test.Store.TryAddAsync(AJob(), "key", 100, None));

        var answers = await Task.WhenAll(repeats);

        Assert.Single(answers.Select(job => job!.Id).Distinct());
        Assert.Single((await test.Store.ListAsync(50, long.MaxValue, None)).Jobs);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_repeat_is_answered_when_the_queue_is_full_and_a_new_job_is_not(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var first = await test.Store.TryAddAsync(AJob(), "first", 1, None);

        Assert.Null(await test.Store.TryAddAsync(AJob(), "second", 1, None));
        Assert.Equal(first!.Id, (await test.Store.TryAddAsync(AJob(), "first", 1, None))!.Id);

        await test.Store.StartNextAsync(Noon, None);
        Assert.NotNull(await test.Store.TryAddAsync(AJob(), "second", 1, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_repeated_command_tells_nothing_again(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var job = AJob();
        var failed = new JobFailed(job.Id, null, Phase.Training, false, new Failure(), []);

        await test.Store.AddAsync(job, "key", [failed], None);
        await test.Store.AddAsync(job, "key", [failed], None);

        Assert.Single(await test.EventsAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Pages_hold_every_job_once_and_newest_first(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var added = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            added.Add((await test.AddAsync(AJob())).Id);
        }

        var listed = new List<Guid>();
        long? next = long.MaxValue;
        while (next is { } before)
        {
            (var page, next) = await test.Store.ListAsync(3, before, None);
            listed.AddRange(page.Select(job => job.Id));
            await test.AddAsync(AJob());
        }

        Assert.Equal(Enumerable.Reverse(added), listed);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_page_that_is_full_to_the_last_job_is_the_last_page(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        await test.AddAsync(AJob());
        await test.AddAsync(AJob());

        var (jobs, next) = await test.Store.ListAsync(2, long.MaxValue, None);

        Assert.Equal(2, jobs.Count);
        Assert.Null(next);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Waiting_jobs_start_oldest_first_and_each_once(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var first = await test.AddAsync(AJob());
        var second = await test.AddAsync(AJob());

        var started = await test.Store.StartNextAsync(Noon, None);

        Assert.Equal(first.Start(Noon).Id, started!.Id);
        Assert.Equal(JobState.Running, (await test.Store.FindAsync(first.Id, None))!.State);
        Assert.Equal(second.Id, (await test.Store.StartNextAsync(Noon, None))!.Id);
        Assert.Null(await test.Store.StartNextAsync(Noon, None));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Only_what_was_running_is_queued_again(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var ended = await test.AddAsync(AJob());
        await test.Store.StartNextAsync(Noon, None);
        await test.Store.UpdateAsync(ended.Id, job => (job.Succeed(new(), [], Noon), []), None);
        var abandoned = await test.AddAsync(AJob());
        await test.Store.StartNextAsync(Noon, None);

        await test.Reopen().RequeueAbandonedAsync(None);

        Assert.Equal(JobState.Succeeded, (await test.Store.FindAsync(ended.Id, None))!.State);
        var again = await test.Store.FindAsync(abandoned.Id, None);
        Assert.Equal((JobState.Queued, 1, 0), (again!.State, again.Attempts, again.Crashes));
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task State_and_event_are_one(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var job = await test.AddAsync(AJob());

        await test.Store.UpdateAsync(job.Id, Cancel, None);

        Assert.Equal(JobState.Cancelled, (await test.Store.FindAsync(job.Id, None))!.State);
        Assert.Equal(job.Id, Assert.IsType<JobFailed>(Assert.Single(await test.EventsAsync())).JobId);
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_change_that_throws_keeps_neither_state_nor_event(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var job = await test.AddAsync(AJob());

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            test.Store.UpdateAsync(job.Id, current => (current.Succeed(new(), [], Noon), [new object()]), None)
        );
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            test.Store.UpdateAsync(
                job.Id,
                current => (Cancel(current).Job, [new { Unspeakable = new IntPtr(1) }]),
                None
            )
        );

        Assert.Equal(JobState.Queued, (await test.Store.FindAsync(job.Id, None))!.State);
        Assert.Empty(await test.EventsAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task A_change_that_changes_nothing_tells_nothing(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var job = await test.AddAsync(AJob());

        await test.Store.UpdateAsync(job.Id, current => (current, [Cancel(current).Messages[0]]), None);

        Assert.Empty(await test.EventsAsync());
    }

    [Theory, OnSqlite, OnPostgreSql]
    public async Task Of_changes_at_the_same_time_each_sees_the_one_before(SqlDialect dialect)
    {
        await using var test = await StoreUnderTest.CreateAsync(dialect);
        var job = await test.AddAsync(AJob());
        await test.Store.StartNextAsync(Noon, None);

        await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(_ => test.Store.UpdateAsync(job.Id, current => (current.CountCrash(), []), None))
        );

        Assert.Equal(10, (await test.Store.FindAsync(job.Id, None))!.Crashes);
    }

    private static (TestJob Job, IReadOnlyList<object> Messages) Cancel(TestJob job)
    {
        var ended = job.End(JobState.Cancelled, JobEvents.CancelledOnRequest, [], Noon);
        return (ended, [JobEvents.Failed(ended, Phase.Training)]);
    }
}
