using Amazon.Runtime;
using Amazon.SQS;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.EndToEnd.Tests;

/// <summary>Any one process may be killed while a run is at work: the run completes, and nothing is done twice.</summary>
public sealed class ChaosTests(Installation installation) : IClassFixture<Installation>
{
    [Theory]
    [InlineData("broker", RunState.Training, 101)]
    [InlineData("governance", RunState.Training, 102)]
    [InlineData("curation", RunState.Curating, 103)]
    [InlineData("training", RunState.Training, 104)]
    [InlineData("optimization", RunState.Optimizing, 105)]
    [InlineData("hosting", RunState.Hosting, 106)]
    public async Task A_run_outlives_the_kill_of_a_service(string resource, RunState state, ulong seed)
    {
        var runId = await Runs.SubmitAsync(installation, Runs.ASpec($"kill-{resource}", seed));
        await Runs.UntilAsync(installation, runId, run => run.State == state);
        Processes.Kill(installation.ProcessId(resource));
        await AssertCompletedOnceAsync(runId);
    }

    [Theory]
    [InlineData("GreenMl.DataCuration.Worker.dll", RunState.Curating, 107)]
    [InlineData("GreenMl.TrainingOrchestration.Worker.dll", RunState.Training, 108)]
    [InlineData("GreenMl.ModelOptimization.Worker.dll", RunState.Optimizing, 109)]
    [InlineData("GreenMl.InferenceHosting.Server.dll", RunState.Hosting, 110)]
    public async Task A_run_outlives_the_kill_of_a_worker(string program, RunState state, ulong seed)
    {
        var runId = await Runs.SubmitAsync(installation, Runs.ASpec($"kill-{seed}", seed));
        await Runs.UntilAsync(installation, runId, run => run.State == state);
        Processes.Kill(await Processes.WaitForAsync(installation.Home, program));
        await AssertCompletedOnceAsync(runId);
    }

    [Fact]
    public async Task Nothing_outlives_the_kill_of_the_app_host()
    {
        var other = new Installation();
        await other.InitializeAsync();
        Processes.Kill(other.AppHostId);
        await Processes.WaitUntilNoneAsync(other.Home);
        await other.DisposeAsync();
    }

    private async Task AssertCompletedOnceAsync(string runId)
    {
        var run = await Runs.EndAsync(installation, runId);
        Assert.True(run.State == RunState.Completed, run.Failure?.Message);
        Assert.All(run.Steps, step => Assert.Equal(JobState.Succeeded, step.State));
        Balance.AssertExact(await Runs.ReceiptAsync(installation, runId));
        await AssertOneJobEachAsync(runId);

        var ledger = await new Ledger.LedgerClient(installation.Call("governance")).ListLedgerEntriesAsync(
            new() { RunId = runId, PageSize = 200 }
        );
        Assert.Equal(ledger.Entries.Count, ledger.Entries.Select(entry => entry.EntryId).Distinct().Count());
        await AssertNoDeadMessagesAsync();
    }

    private async Task AssertOneJobEachAsync(string runId)
    {
        var datasets = new Datasets.DatasetsClient(installation.Call("curation")).ListDatasets(new());
        var training = new TrainingJobs.TrainingJobsClient(installation.Call("training")).ListTrainingJobs(new());
        var optimization = new OptimizationJobs.OptimizationJobsClient(installation.Call("optimization"));
        Assert.Single(datasets.Datasets, dataset => dataset.RunId == runId);
        Assert.Single(training.TrainingJobs, job => job.RunId == runId);
        Assert.Single(
            (await optimization.ListOptimizationJobsAsync(new())).OptimizationJobs,
            job => job.RunId == runId
        );
    }

    private async Task AssertNoDeadMessagesAsync()
    {
        var secret = (await File.ReadAllTextAsync(Path.Combine(installation.Home, "broker-secret"))).Trim();
        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials("greenml", secret),
            new AmazonSQSConfig
            {
                ServiceURL = installation.Endpoint("broker", "http"),
                AuthenticationRegion = "us-east-1",
            }
        );
        foreach (var queue in (await sqs.ListQueuesAsync("")).QueueUrls ?? [])
        {
            if (queue.EndsWith("_error", StringComparison.Ordinal))
            {
                var attributes = await sqs.GetQueueAttributesAsync(queue, ["ApproximateNumberOfMessages"]);
                Assert.Equal(0, attributes.ApproximateNumberOfMessages);
            }
        }
    }
}
