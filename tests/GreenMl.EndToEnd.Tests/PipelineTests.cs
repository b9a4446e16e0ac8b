using System.Text.Json;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Inference;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Testing;
using Grpc.Core;

namespace GreenMl.EndToEnd.Tests;

public sealed class PipelineTests(Installation installation) : IClassFixture<Installation>
{
    private const string ImageZip = "mnist/train-png.zip";

    [Fact]
    public async Task A_run_with_baseline_goes_through_all_phases_and_balances()
    {
        var spec = Runs.ASpec("whole", seed: 11);
        spec.Baseline = true;
        var runId = await Runs.SubmitAsync(installation, spec);
        var run = await Runs.EndAsync(installation, runId);
        Assert.True(run.State == RunState.Completed, run.Failure?.Message);
        Assert.Equal(7, run.Steps.Count);
        Assert.All(run.Steps, step => Assert.Equal(JobState.Succeeded, step.State));

        var receipt = await Runs.ReceiptAsync(installation, runId);
        Balance.AssertExact(receipt);
        Assert.NotEmpty(receipt.Comparisons);
        Assert.All(receipt.Variants, variant => Assert.NotEmpty(variant.Reason));
        Assert.Equal($"greenml predict whole --dataset {await DatasetUriAsync(runId)} --row 0", receipt.PredictCommand);

        var ledger = await new Ledger.LedgerClient(installation.Call("governance")).ListLedgerEntriesAsync(
            new() { RunId = runId, PageSize = 200 }
        );
        Assert.Equal(7, ledger.Entries.Select(entry => entry.JobId).Distinct().Count());

        await AssertServesAsync("whole");
    }

    [Fact]
    public async Task The_same_recipe_is_not_curated_twice()
    {
        var first = await CurateGlyphsAsync(seed: 21);
        var second = await CurateGlyphsAsync(seed: 21);
        Assert.False(first.Version.Reused);
        Assert.True(second.Version.Reused);
        Assert.Equal(first.Version.ManifestId, second.Version.ManifestId);
    }

    [RequiresDataFact(ImageZip)]
    public async Task Ten_thousand_mnist_images_make_a_model_that_is_as_accurate_as_asked_and_cheaper_in_int8()
    {
        var spec = Runs.ASpec("mnist");
        spec.Data = new()
        {
            Images = new()
            {
                Path = TestData.Path(ImageZip),
                LabelsPath = TestData.Path("mnist/train.csv"),
                TestPath = TestData.Path("mnist/test-png.zip"),
                TestLabelsPath = TestData.Path("mnist/test.csv"),
            },
            RowLimit = 10_000,
        };
        spec.Train.MaxEpochs = 6;
        spec.Optimize.MaxAccuracyDrop = 0.005;
        var runId = await Runs.SubmitAsync(installation, spec);
        var run = await Runs.EndAsync(installation, runId);
        Assert.True(run.State == RunState.Completed, run.Failure?.Message);

        var receipt = await Runs.ReceiptAsync(installation, runId);
        Balance.AssertExact(receipt);
        var parent = receipt.Variants[0];
        var int8 = receipt.Variants.Single(variant => variant.Name == "int8");
        Assert.Equal(10_000, parent.Accuracy.SampleSize);
        Assert.True(parent.Accuracy.Value >= 0.97, $"accuracy {parent.Accuracy.Value}");
        Assert.True(int8.AccuracyDrop <= 0.005, $"drop {int8.AccuracyDrop}");
        Assert.True(int8.CpuSecondsPerInference < parent.CpuSecondsPerInference);
        Assert.True(int8.SizeBytes < parent.SizeBytes);
        Assert.True(int8.Accepted, int8.Reason);
    }

    [RequiresCommandFact("node", "npm")]
    public async Task A_client_of_another_platform_runs_a_pipeline_with_only_the_published_protos()
    {
        var printed = await NodeClient.RunAsync(
            "pipeline-run.mjs",
            NodeClient.Protos,
            new Uri(installation.Endpoint("governance", "grpc")).Authority,
            new Uri(installation.Endpoint("hosting", "grpc")).Authority,
            installation.ApiKey
        );
        using var seen = JsonDocument.Parse(printed);
        Assert.Equal("RUN_STATE_COMPLETED", seen.RootElement.GetProperty("states").EnumerateArray().Last().GetString());
        Assert.Equal(4, seen.RootElement.GetProperty("steps").GetArrayLength());
        Assert.True(seen.RootElement.GetProperty("listed").GetBoolean());
        Assert.Equal(10, seen.RootElement.GetProperty("shape")[1].GetInt32());
    }

    [Fact]
    public async Task Nobody_calls_with_a_wrong_key()
    {
        var client = new PipelineRuns.PipelineRunsClient(installation.Call("governance", apiKey: "wrong"));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await client.ListPipelineRunsAsync(new()));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Contains("api-key", refusal.Status.Detail);
    }

    [Fact]
    public async Task A_spec_that_breaks_rules_is_refused_with_all_of_them()
    {
        var spec = Runs.ASpec("Not A Name");
        spec.Train.MaxEpochs = 5000;
        spec.Data = new()
        {
            Csv = new() { Path = "/no/such/file.csv", LabelColumn = "label" },
        };
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Runs.SubmitAsync(installation, spec));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("spec.name", refusal.Status.Detail);
        Assert.Contains("spec.train.max_epochs", refusal.Status.Detail);
        Assert.Contains("/no/such/file.csv", refusal.Status.Detail);
    }

    [Theory]
    [InlineData("one class", "a,label\n1,x\n2,x\n3,x\n4,x\n", "class")]
    [InlineData("not a number", "a,label\n1,x\nNaN,y\n3,x\n4,y\n", "a")]
    public async Task A_table_that_is_no_use_fails_with_what_is_wrong_with_it(string name, string csv, string says)
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Combine($"{name.Replace(' ', '-')}.csv");
        await File.WriteAllTextAsync(path, csv);
        var dataset = await CurateAsync(
            new()
            {
                Csv = new() { Path = path, LabelColumn = "label" },
            }
        );
        Assert.Equal(JobState.Failed, dataset.State);
        Assert.Equal("INVALID_DATA", dataset.Failure.Reason);
        Assert.Contains(says, dataset.Failure.Message);
    }

    [Fact]
    public async Task A_picture_that_is_none_fails_with_its_name()
    {
        using var folder = new TemporaryDirectory();
        Directory.CreateDirectory(folder.Combine("images"));
        await File.WriteAllTextAsync(folder.Combine("images/one.png"), "no picture");
        await File.WriteAllTextAsync(folder.Combine("labels.csv"), "filepath,label\none.png,0\n");
        var dataset = await CurateAsync(
            new()
            {
                Images = new() { Path = folder.Combine("images"), LabelsPath = folder.Combine("labels.csv") },
            }
        );
        Assert.Equal(JobState.Failed, dataset.State);
        Assert.Contains("one.png", dataset.Failure.Message);
    }

    [Fact]
    public async Task A_truncated_model_fails_its_training_and_nothing_else()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllBytesAsync(folder.Combine("broken.onnx"), [8, 8, 58, 200, 1, 10]);
        var dataset = await CurateGlyphsAsync(seed: 21);
        var client = new TrainingJobs.TrainingJobsClient(installation.Call("training"));
        var created = await client.CreateTrainingJobAsync(
            new()
            {
                IdempotencyKey = Guid.NewGuid().ToString(),
                Spec = new() { DatasetUri = dataset.Version.Uri, Model = folder.Combine("broken.onnx") },
            }
        );
        using var watch = client.WatchTrainingJob(new() { TrainingJobId = created.TrainingJob.TrainingJobId });
        var last = created.TrainingJob;
        await foreach (var state in watch.ResponseStream.ReadAllAsync())
        {
            last = state.TrainingJob;
        }

        Assert.Equal(JobState.Failed, last.State);
        Assert.Equal("INVALID_MODEL", last.Failure.Reason);
        Assert.Equal(1, last.Attempts);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_exist_is_not_found_by_name()
    {
        var client = new Endpoints.EndpointsClient(installation.Call("hosting"));
        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.GetEndpointAsync(new() { Name = "nowhere" })
        );
        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
        Assert.Contains("nowhere", refusal.Status.Detail);
    }

    private async Task AssertServesAsync(string name)
    {
        var endpoints = new Endpoints.EndpointsClient(installation.Call("hosting"));
        var endpoint = (await endpoints.GetEndpointAsync(new() { Name = name })).Endpoint;
        var inference = new GRPCInferenceService.GRPCInferenceServiceClient(
            installation.CallAddress(endpoint.GrpcAddress, installation.ApiKey)
        );
        var answer = await inference.ModelInferAsync(AnImage(endpoint.ModelName, width: 28));
        Assert.Equal([1, 10], answer.Outputs[0].Shape);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await inference.ModelInferAsync(AnImage(endpoint.ModelName, width: 27))
        );
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
    }

    private static ModelInferRequest AnImage(string model, int width)
    {
        var input = new ModelInferRequest.Types.InferInputTensor
        {
            Name = "input",
            Datatype = "FP32",
            Shape = { 1, 1, 28, width },
        };
        return new()
        {
            ModelName = model,
            Inputs = { input },
            RawInputContents = { Google.Protobuf.ByteString.CopyFrom(new byte[28 * width * sizeof(float)]) },
        };
    }

    private Task<Dataset> CurateGlyphsAsync(ulong seed) =>
        CurateAsync(
            new()
            {
                Glyphs = new() { Rows = 1500 },
                Seed = seed,
            }
        );

    private async Task<Dataset> CurateAsync(DatasetSpec spec)
    {
        var client = new Datasets.DatasetsClient(installation.Call("curation"));
        var created = await client.CreateDatasetAsync(
            new() { IdempotencyKey = Guid.NewGuid().ToString(), Spec = spec }
        );
        using var watch = client.WatchDataset(new() { DatasetId = created.Dataset.DatasetId });
        var last = created.Dataset;
        await foreach (var state in watch.ResponseStream.ReadAllAsync())
        {
            last = state.Dataset;
        }

        return last;
    }

    private async Task<string> DatasetUriAsync(string runId)
    {
        var client = new Datasets.DatasetsClient(installation.Call("curation"));
        var datasets = (await client.ListDatasetsAsync(new())).Datasets;
        return datasets
            .First(dataset => dataset.RunId == runId && dataset.Spec.Deduplication != Deduplication.None)
            .Version.Uri;
    }
}
