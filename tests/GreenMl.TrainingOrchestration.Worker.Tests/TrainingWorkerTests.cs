using GreenMl.Onnx;
using GreenMl.Workers;

namespace GreenMl.TrainingOrchestration.Worker.Tests;

public sealed class TrainingWorkerTests
{
    [Fact]
    public async Task A_zoo_model_learns_and_is_judged_on_rows_it_never_saw()
    {
        using var job = await AJob.CreateAsync();
        var reports = new List<WorkerProgress>();
        var exit = await job.RunAsync(reports.Add);
        Assert.Equal(WorkerExit.Succeeded, exit);
        Assert.True(job.Result.GetProperty("testAccuracy").GetProperty("value").GetDouble() > 0.9);
        Assert.Equal(200, job.Result.GetProperty("testAccuracy").GetProperty("sampleSize").GetInt32());
        Assert.Contains(reports, report => report.Metrics.ContainsKey("validation_accuracy"));
        var steps = new MeasurementLog(job.Layout.MeasurementsFile).Read();
        Assert.Equal(["load", "train", "evaluate"], steps.Select(step => step.Step));
        Assert.True(steps.Sum(step => step.CpuSeconds) > 0);
    }

    [Fact]
    public async Task Training_ends_with_the_epoch_that_reaches_the_target()
    {
        using var job = await AJob.CreateAsync();
        Assert.Equal(
            WorkerExit.Succeeded,
            await job.With("target_accuracy", "0.6").With("max_epochs", "50").RunAsync()
        );
        Assert.Equal("target_reached", job.Result.GetProperty("stopReason").GetString());
        Assert.True(job.Result.GetProperty("epochs").GetInt32() < 50);
    }

    [Fact]
    public async Task A_stopped_attempt_saves_and_the_next_goes_on_from_there()
    {
        using var job = await AJob.CreateAsync();
        job.With("max_epochs", "400");
        using var stop = new CancellationTokenSource();
        var first = await job.RunAsync(report => StopAfterTheFirstEpoch(report, stop), stop.Token);
        Assert.Equal(WorkerExit.Interrupted, first);

        var epochs = new List<double>();
        using var enough = new CancellationTokenSource();
        await job.RunAsync(report => Note(report, epochs, enough), enough.Token);
        Assert.True(epochs[0] > 1, $"the second attempt began at epoch {epochs[0]}");
        Assert.Equal(2, new MeasurementLog(job.Layout.MeasurementsFile).Read().Count(step => step.Step == "train"));
    }

    [Theory]
    [InlineData("model", "no-such-model", "mlp")]
    [InlineData("max_epochs", "0", "max_epochs")]
    [InlineData("learning_rate", "fast", "learning_rate")]
    public async Task A_parameter_that_breaks_a_rule_is_named(string parameter, string value, string says)
    {
        using var job = await AJob.CreateAsync();
        var exit = await job.With(parameter, value).RunAsync();
        Assert.Equal(WorkerFailureException.InvalidParameter, exit.Reason);
        Assert.Contains(value, exit.Message);
        Assert.Contains(says, exit.Message);
    }

    [Fact]
    public async Task An_operator_that_cannot_be_trained_is_named_before_anything_is_computed()
    {
        using var job = await AJob.CreateAsync();
        var model = ModelZoo.Create("mlp", [4], 2, seed: 1);
        model.Graph.Node.First(node => node.OpType == "Relu").OpType = "Erf";
        var exit = await (await job.WithModelAsync(OnnxFile.ToBytes(model))).RunAsync();
        Assert.Equal(WorkerFailureException.InvalidModel, exit.Reason);
        Assert.Contains("Erf", exit.Message);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../etc/passwd")]
    public async Task A_model_that_wants_files_from_elsewhere_is_refused(string location)
    {
        using var job = await AJob.CreateAsync();
        var model = ModelZoo.Create("mlp", [4], 2, seed: 1);
        var weights = model.Graph.Initializer[0];
        weights.ClearRawData();
        weights.FloatData.Clear();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        var exit = await (await job.WithModelAsync(OnnxFile.ToBytes(model))).RunAsync();
        Assert.Equal(WorkerFailureException.InvalidModel, exit.Reason);
        Assert.Contains(location, exit.Message);
    }

    [Fact]
    public async Task A_truncated_model_is_refused()
    {
        using var job = await AJob.CreateAsync();
        var bytes = OnnxFile.ToBytes(ModelZoo.Create("mlp", [4], 2, seed: 1));
        var exit = await (await job.WithModelAsync(bytes[..(bytes.Length / 2)])).RunAsync();
        Assert.Equal(WorkerFailureException.InvalidModel, exit.Reason);
    }

    [Fact]
    public async Task A_damaged_data_set_is_refused()
    {
        using var job = await AJob.CreateAsync();
        var chunk = Directory.EnumerateFiles(job.Layout.Channel("data"), "*.parquet").First();
        await File.WriteAllBytesAsync(chunk, [1, 2, 3]);
        Assert.Equal(WorkerFailureException.InvalidData, (await job.RunAsync()).Reason);
    }

    private static void StopAfterTheFirstEpoch(WorkerProgress report, CancellationTokenSource stop)
    {
        if (report.Metrics.ContainsKey("validation_accuracy"))
        {
            stop.Cancel();
        }
    }

    private static void Note(WorkerProgress report, List<double> epochs, CancellationTokenSource enough)
    {
        if (report.Metrics.TryGetValue("epoch", out var epoch))
        {
            epochs.Add(epoch);
            enough.Cancel();
        }
    }
}
