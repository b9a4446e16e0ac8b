using Google.Rpc;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Training.V1;
using GreenMl.Jobs.Tests.Engine;
using Grpc.Core;

namespace GreenMl.Jobs.Tests;

public sealed class JobRequestsTests : IAsyncLifetime
{
    private StoreUnderTest _store = null!;
    private TestEngine _engine = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _store = await StoreUnderTest.CreateAsync();
        var driver = new DelegateDriver(_ => Task.FromResult(DelegateDriver.Done()));
        _engine = TestEngine.Create(_store.Database, driver, options => options.MaxQueuedJobs = 2);
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Creating_twice_with_one_key_gives_the_first_job()
    {
        var first = await _engine.Requests.CreateAsync("key", Jobs.ASpec(), None);
        var second = await _engine.Requests.CreateAsync("key", Jobs.ASpec("other"), None);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal("mlp", second.Spec.Model);
        Assert.Equal(first.CreatedAt, second.CreatedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData(
        "a key of more than a hundred and twenty-eight characters: ------------------------------------------------------------------------"
    )]
    public async Task A_key_has_1_to_128_characters(string key) =>
        await FailsAsync(
            StatusCode.InvalidArgument,
            "idempotency_key",
            () => _engine.Requests.CreateAsync(key, Jobs.ASpec(), None)
        );

    [Fact]
    public async Task A_missing_spec_and_a_bad_one_name_the_field()
    {
        await FailsAsync(
            StatusCode.InvalidArgument,
            "spec is missing",
            () => _engine.Requests.CreateAsync("key", null, None)
        );
        await FailsAsync(
            StatusCode.InvalidArgument,
            "spec.model is empty: name a model",
            () => _engine.Requests.CreateAsync("key", new TrainingSpec(), None)
        );
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        await _engine.SubmitAsync();
        await _engine.SubmitAsync();

        var error = await FailsAsync(StatusCode.ResourceExhausted, "Jobs:MaxQueuedJobs", () => _engine.SubmitAsync());

        Assert.Equal(30, error.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
    }

    [Theory]
    [InlineData("no id")]
    [InlineData("0197a6f4-0000-7000-8000-000000000000")]
    public async Task An_unknown_job_is_not_found(string id)
    {
        var message = $"There is no training job '{id}'";
        await FailsAsync(StatusCode.NotFound, message, () => _engine.Requests.GetAsync(id, None));
        await FailsAsync(StatusCode.NotFound, message, () => _engine.Requests.CancelAsync(id, None));
        await FailsAsync(StatusCode.NotFound, message, () => _engine.Requests.WatchAsync(id, None));
    }

    [Theory]
    [InlineData(-1, "")]
    [InlineData(201, "")]
    [InlineData(10, "tomorrow")]
    public async Task A_page_has_its_rules(int size, string token) =>
        await FailsAsync(StatusCode.InvalidArgument, "page_", () => _engine.Requests.ListAsync(size, token, None));

    [Fact]
    public async Task Tokens_lead_from_page_to_page()
    {
        var older = await _engine.SubmitAsync();
        var newer = await _engine.SubmitAsync();

        var (first, token) = await _engine.Requests.ListAsync(1, "", None);
        var (second, end) = await _engine.Requests.ListAsync(1, token, None);

        Assert.Equal([newer.Id, older.Id], [Assert.Single(first).Id, Assert.Single(second).Id]);
        Assert.Equal("", end);
    }

    [Fact]
    public async Task A_command_with_a_bad_spec_is_a_failed_job_that_is_told_of_once()
    {
        var (jobId, runId) = (Guid.NewGuid(), Guid.NewGuid());

        await _engine.Intake.AcceptAsync(jobId, runId, new TrainingSpec(), None);
        var repeated = await _engine.Intake.AcceptAsync(jobId, runId, new TrainingSpec(), None);

        Assert.Equal((jobId, JobState.Failed), (repeated.Id, repeated.State));
        var told = Assert.IsType<JobFailed>(Assert.Single(await _store.EventsAsync()));
        Assert.Equal((jobId, runId, "INVALID_ARGUMENT"), (told.JobId, told.RunId, told.Failure.Reason));
        Assert.Contains("spec.model is empty", told.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_is_accepted_however_many_wait()
    {
        await _engine.SubmitAsync();
        await _engine.SubmitAsync();

        var job = await _engine.Intake.AcceptAsync(Guid.NewGuid(), Guid.NewGuid(), Jobs.ASpec(), None);

        Assert.Equal(JobState.Queued, job.State);
    }

    private static async Task<RpcException> FailsAsync(StatusCode code, string words, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(code, error.StatusCode);
        Assert.Contains(words, error.Status.Detail, StringComparison.Ordinal);
        return error;
    }
}
