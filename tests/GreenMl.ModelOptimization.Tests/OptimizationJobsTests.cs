using Google.Rpc;
using GreenMl.Bundles;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Storage;
using GreenMl.Testing;
using Grpc.Core;

namespace GreenMl.ModelOptimization.Tests;

public sealed class OptimizationJobsTests(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task A_model_becomes_a_bundle_with_measured_variants()
    {
        var spec = await SpecAsync();
        spec.Name = "noise";
        var job = await RunAsync(spec);
        Assert.Equal((JobState.Succeeded, null), (job.State, job.Failure));
        Assert.Equal(["original", "folded", "int8"], job.Result.Variants.Take(3).Select(variant => variant.Name));
        Assert.All(job.Result.Variants, AssertMeasured);
        Assert.Contains(job.Measurements, step => step.Step == "measure_cost" && step.CpuSeconds > 0);

        using var folder = new TemporaryDirectory();
        var uri = ObjectUri.Parse(job.Result.BundleUri);
        Assert.Equal(("bundles", job.Result.BundleId), (uri.Collection, uri.Key));
        await service.Objects.MaterializeDirectoryAsync(uri, folder.Path, CancellationToken.None);
        var bundle = await ModelBundle.LoadAsync(folder.Path, CancellationToken.None);
        Assert.Equal(job.Result.BundleId, bundle.Id);
        Assert.Equal("noise", bundle.Manifest.Name);
        var chosen = job.Result.Variants.Single(variant => variant.Name == job.Result.Chosen);
        Assert.Equal(chosen.ModelId, bundle.Manifest.Version);
    }

    [Fact]
    public async Task Only_the_passes_asked_for_run_and_a_path_serves_as_model()
    {
        using var folder = new TemporaryDirectory();
        var spec = await SpecAsync();
        var file = folder.Combine("mine.onnx");
        await service.Objects.MaterializeAsync(ObjectUri.Parse(spec.ModelUri), file, CancellationToken.None);
        spec.ModelUri = file;
        spec.Passes.Add(OptimizationPass.QuantizeInt8);
        var job = await RunAsync(spec);
        Assert.Equal(["original", "int8"], job.Result.Variants.Select(variant => variant.Name));
    }

    [Fact]
    public async Task Repeating_a_request_returns_the_first_job()
    {
        var spec = await SpecAsync();
        spec.MeasureOnly = true;
        var request = new CreateOptimizationJobRequest { IdempotencyKey = Key(), Spec = spec };
        var first = await service.Jobs.CreateOptimizationJobAsync(request);
        var second = await service.Jobs.CreateOptimizationJobAsync(request);
        Assert.Equal(first.OptimizationJob.OptimizationJobId, second.OptimizationJob.OptimizationJobId);
    }

    [Fact]
    public async Task A_model_that_is_none_fails_the_job_with_its_reason()
    {
        var spec = await SpecAsync();
        spec.ModelUri = (await StoredInputs.PutModelAsync(service.Objects, [1, 2, 3])).ToString();
        var job = await RunAsync(spec);
        Assert.Equal((JobState.Failed, "INVALID_MODEL"), (job.State, job.Failure?.Reason));
        Assert.Equal(1, job.Attempts);
    }

    [Fact]
    public async Task A_model_that_is_not_there_fails_the_job_at_once()
    {
        var spec = await SpecAsync();
        spec.ModelUri = "object://models/gone.onnx";
        var job = await RunAsync(spec);
        Assert.Equal((JobState.Failed, "INVALID_PARAMETER"), (job.State, job.Failure?.Reason));
        Assert.Contains("object://models/gone.onnx does not exist", job.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(1, job.Attempts);
    }

    [Fact]
    public async Task A_spec_that_breaks_rules_names_each_field()
    {
        var spec = new OptimizationSpec { MaxAccuracyDrop = 2, CalibrationRows = 5 };
        var request = new CreateOptimizationJobRequest { IdempotencyKey = Key(), Spec = spec };
        Assert.Equal(
            ["spec.model_uri", "spec.dataset_uri", "spec.max_accuracy_drop", "spec.calibration_rows"],
            await ViolationsAsync(() => service.Jobs.CreateOptimizationJobAsync(request).ResponseAsync)
        );
    }

    [Fact]
    public async Task A_page_token_from_nowhere_is_refused()
    {
        var request = new ListOptimizationJobsRequest { PageToken = "next" };
        Assert.Equal(
            ["page_token"],
            await ViolationsAsync(() => service.Jobs.ListOptimizationJobsAsync(request).ResponseAsync)
        );
    }

    [Theory]
    [InlineData("none")]
    [InlineData("0198c1d2-0000-7000-8000-000000000000")]
    public async Task An_unknown_id_is_not_found(string id)
    {
        var request = new GetOptimizationJobRequest { OptimizationJobId = id };
        var error = await Assert.ThrowsAsync<RpcException>(() =>
            service.Jobs.GetOptimizationJobAsync(request).ResponseAsync
        );
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Contains(id, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_without_key_is_refused()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() =>
            service.Anonymous.ListOptimizationJobsAsync(new()).ResponseAsync
        );
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }

    private async Task<OptimizationSpec> SpecAsync() =>
        new()
        {
            ModelUri = (await StoredInputs.PutModelAsync(service.Objects)).ToString(),
            DatasetUri = (await StoredInputs.PutDatasetAsync(service.Objects)).ToString(),
        };

    private async Task<OptimizationJob> RunAsync(OptimizationSpec spec)
    {
        var request = new CreateOptimizationJobRequest { IdempotencyKey = Key(), Spec = spec };
        var created = await service.Jobs.CreateOptimizationJobAsync(request);
        var job = created.OptimizationJob;
        using var watch = service.Jobs.WatchOptimizationJob(new() { OptimizationJobId = job.OptimizationJobId });
        await foreach (var change in watch.ResponseStream.ReadAllAsync())
        {
            job = change.OptimizationJob;
        }

        return job;
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        return error.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field);
    }

    private static void AssertMeasured(Variant variant)
    {
        Assert.True(variant.SizeBytes > 0);
        Assert.Equal(64, variant.Accuracy.SampleSize);
        Assert.True(variant.CpuSecondsPerInference > 0);
        Assert.True(variant.JoulesPerInference.Central > 0);
        Assert.Equal(EvidenceGrade.Modelled, variant.JoulesPerInference.Grade);
        Assert.NotEmpty(variant.Reason);
    }

    private static string Key() => Guid.CreateVersion7().ToString();
}
