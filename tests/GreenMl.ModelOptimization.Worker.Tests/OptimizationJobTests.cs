using System.Text.Json;
using GreenMl.Bundles;
using GreenMl.Onnx;
using GreenMl.Workers;

namespace GreenMl.ModelOptimization.Worker.Tests;

public sealed class OptimizationJobTests
{
    [Fact]
    public async Task The_chosen_variant_is_in_the_bundle_and_every_variant_in_the_result()
    {
        using var job = new AJob(parameters: new() { ["name"] = "blobs" });
        await job.WriteDataAsync(testRows: 1000);
        var (exit, progress) = await job.RunAsync();
        Assert.Equal(new WorkerExit(WorkerOutcome.Succeeded, "", ""), exit);
        Assert.Equal(progress.Select(line => line.Fraction).Order(), progress.Select(line => line.Fraction));

        var report = await ReadReportAsync(job);
        Assert.Equal(["original", "folded", "int8"], report.Variants.Take(3).Select(variant => variant.Name));
        Assert.All(report.Variants, AssertMeasured);
        Assert.Equal(1, report.Variants[0].Accuracy.Value);
        Assert.True(report.Variants[2].SizeBytes < 0.4 * report.Variants[0].SizeBytes);
        var chosen = report.Variants.Single(variant => variant.Name == report.Chosen);
        Assert.True(chosen.Accepted);

        var bundle = await ModelBundle.LoadAsync(job.Layout.ModelDirectory, CancellationToken.None);
        Assert.Equal(report.BundleId, bundle.Id);
        Assert.Equal(chosen.ModelId, bundle.Manifest.Version);
        Assert.Equal("blobs", bundle.Manifest.Name);
        Assert.Equal(["a", "b", "c", "d"], bundle.Manifest.Labels);
        Assert.Equal(chosen.CpuSecondsPerInference, bundle.Manifest.Metrics?.CpuSecondsPerInference);
    }

    [Fact]
    public async Task Measuring_only_bundles_the_model_unchanged()
    {
        using var job = new AJob(parameters: new() { ["measure_only"] = "true" });
        await job.WriteDataAsync(testRows: 50);
        await job.RunAsync();
        var report = await ReadReportAsync(job);
        Assert.Equal("original", report.Chosen);
        Assert.Single(report.Variants);
        var bundle = await ModelBundle.LoadAsync(job.Layout.ModelDirectory, CancellationToken.None);
        Assert.Equal(await File.ReadAllBytesAsync(job.ModelFile), await File.ReadAllBytesAsync(bundle.ModelPath));
        Assert.Empty(bundle.Manifest.Optimized);
        Assert.Null(bundle.Manifest.Parent);
    }

    [Fact]
    public async Task A_test_set_too_small_to_prove_anything_keeps_the_original()
    {
        using var job = new AJob();
        await job.WriteDataAsync(testRows: 20);
        await job.RunAsync();
        var report = await ReadReportAsync(job);
        Assert.Equal("original", report.Chosen);
        Assert.StartsWith("Kept as it came: ", report.Variants[0].Reason, StringComparison.Ordinal);
        Assert.All(report.Variants.Skip(1).Take(2), variant => Assert.False(variant.Accepted));
    }

    [Fact]
    public async Task A_second_attempt_takes_the_passes_of_the_first()
    {
        using var job = new AJob();
        await job.WriteDataAsync(testRows: 50);
        await job.RunAsync();
        var passes = PassFiles(job);
        Assert.Equal(2, passes.Length);
        var first = await ReadReportAsync(job);
        File.Delete(job.Layout.ResultFile);
        await job.RunAsync();
        var second = await ReadReportAsync(job);
        Assert.Equal(passes, PassFiles(job));
        Assert.Equal(first.Variants.Take(3).Select(v => v.ModelId), second.Variants.Take(3).Select(v => v.ModelId));
    }

    [Fact]
    public async Task An_interrupted_worker_leaves_and_a_further_attempt_succeeds()
    {
        using var job = new AJob();
        await job.WriteDataAsync(testRows: 50);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var (interrupted, _) = await job.RunAsync(stop.Token);
        Assert.NotEqual(WorkerOutcome.Succeeded, interrupted.Outcome);
        Assert.False(File.Exists(job.Layout.ResultFile));
        var (exit, _) = await job.RunAsync();
        Assert.Equal(WorkerOutcome.Succeeded, exit.Outcome);
    }

    [Fact]
    public async Task A_truncated_model_is_refused()
    {
        using var job = new AJob();
        await job.WriteDataAsync(testRows: 10);
        var bytes = await File.ReadAllBytesAsync(job.ModelFile);
        await File.WriteAllBytesAsync(job.ModelFile, bytes[..(bytes.Length / 2)]);
        await AssertRefusedAsync(job, WorkerFailureException.InvalidModel);
    }

    [Fact]
    public async Task A_model_that_names_files_outside_its_folder_is_refused()
    {
        var model = AModel.FromZoo("mlp", 4, 1, 16, 16);
        var weight = model.Graph.Initializer[0];
        weight.ClearRawData();
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../../../etc/passwd" });
        using var job = new AJob();
        await job.WriteDataAsync(testRows: 10);
        await File.WriteAllBytesAsync(job.ModelFile, OnnxFile.ToBytes(model));
        await AssertRefusedAsync(job, WorkerFailureException.InvalidModel);
    }

    [Fact]
    public async Task An_operator_that_the_runtime_does_not_know_is_refused_by_name()
    {
        using var job = new AJob();
        await job.WriteDataAsync(testRows: 10);
        var model = job.Model.Clone();
        model.Graph.Node[0].OpType = "Wormhole";
        await File.WriteAllBytesAsync(job.ModelFile, OnnxFile.ToBytes(model));
        var message = await AssertRefusedAsync(job, WorkerFailureException.InvalidModel);
        Assert.Contains("Wormhole", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_data_set_is_refused()
    {
        using var job = new AJob();
        await job.WriteDataAsync(testRows: 10);
        File.Delete(Directory.GetFiles(job.Layout.Channel("data"), "test-*").Single());
        await AssertRefusedAsync(job, WorkerFailureException.InvalidData);
    }

    [Fact]
    public async Task An_old_operator_set_is_measured_but_not_quantized()
    {
        var model = AModel.FromZoo("mlp", 4, 1, 16, 16);
        model.OpsetImport[0].Version = 11;
        using var job = new AJob(model);
        await job.WriteDataAsync(testRows: 20);
        await job.RunAsync();
        var report = await ReadReportAsync(job);
        Assert.Equal("original", report.Chosen);
        Assert.Contains("operator set 11", report.Variants[0].Reason, StringComparison.Ordinal);
    }

    private static void AssertMeasured(VariantReport variant)
    {
        Assert.True(variant.CpuSecondsPerInference > 0);
        var joules = variant.JoulesPerInference;
        Assert.True(0 < joules.Low && joules.Low <= joules.Central && joules.Central <= joules.High);
        Assert.Equal("EVIDENCE_GRADE_MODELLED", joules.Grade);
        Assert.InRange(variant.AccuracyDrop, variant.AccuracyDropLow, variant.AccuracyDropHigh);
        Assert.True(variant.LatencyP50Milliseconds <= variant.LatencyP95Milliseconds);
        Assert.NotEmpty(variant.Reason);
    }

    private static async Task<string> AssertRefusedAsync(AJob job, string reason)
    {
        var (exit, _) = await job.RunAsync();
        Assert.Equal((WorkerOutcome.Failed, reason), (exit.Outcome, exit.Reason));
        Assert.False(File.Exists(job.Layout.ResultFile));
        return exit.Message;
    }

    private static (string, DateTime)[] PassFiles(AJob job) =>
        [
            .. Directory
                .GetFiles(job.Layout.CheckpointDirectory, "*.onnx")
                .Order(StringComparer.Ordinal)
                .Select(file => (file, File.GetLastWriteTimeUtc(file))),
        ];

    private static async Task<OptimizationReport> ReadReportAsync(AJob job)
    {
        await using var file = File.OpenRead(job.Layout.ResultFile);
        return (await JsonSerializer.DeserializeAsync(file, OptimizationJson.Default.OptimizationReport))!;
    }
}
