using GreenMl.Datasets;
using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.Onnx;
using GreenMl.Testing;
using GreenMl.Workers;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Tests;

/// <summary>The folders of a job, and the worker as the process that a service starts.</summary>
internal sealed class AJob : IDisposable
{
    private const int Side = 16;
    private const int Classes = 4;
    private readonly TemporaryDirectory _folder = new();

    public AJob(ModelProto? model = null, Dictionary<string, string>? parameters = null)
    {
        Model = model ?? AModel.FromZoo("cnn-small", Classes, 1, Side, Side);
        Layout = new(_folder.Path);
        Layout.WriteHyperparameters(parameters ?? []);
        Directory.CreateDirectory(Layout.Channel("model"));
        File.WriteAllBytes(ModelFile, OnnxFile.ToBytes(Model));
    }

    public ModelProto Model { get; }

    public WorkerLayout Layout { get; }

    public string ModelFile => Path.Combine(Layout.Channel("model"), "model.onnx");

    /// <summary>
    /// Writes a data set of smooth pictures whose labels are what the model says, and only pictures about which it is
    /// sure: so the model is right about all and int8 about nearly all.
    /// </summary>
    public async Task WriteDataAsync(int testRows)
    {
        var schema = DatasetSchema.ForImages(1, Side, Side, ["a", "b", "c", "d"]);
        var writer = new DatasetWriter(Layout.Channel("data"), schema);
        var random = new SplitMix64(17);
        foreach (var (split, rows) in new[] { (DatasetSplits.Train, 64), (DatasetSplits.Test, testRows) })
        {
            await writer.AddSplitAsync(Rows(schema, split, rows, random), CancellationToken.None);
        }

        var recipe = new DatasetRecipe
        {
            Steps = [],
            CodeVersion = "1",
            Seed = 1,
        };
        await writer.CompleteAsync(recipe, [], CancellationToken.None);
    }

    public async Task<(WorkerExit Exit, List<WorkerProgress> Progress)> RunAsync(
        CancellationToken cancellationToken = default
    )
    {
        Layout.CreateOutputDirectories();
        var assembly = Path.Combine(AppContext.BaseDirectory, "GreenMl.ModelOptimization.Worker.dll");
        var process = new WorkerProcess(new("dotnet", [assembly]), TimeSpan.FromSeconds(30));
        var progress = new List<WorkerProgress>();
        var exit = await process.RunAsync(Layout, _folder.Combine("log"), progress.Add, cancellationToken);
        return (exit, progress);
    }

    public void Dispose() => _folder.Dispose();

    private DatasetTensors Rows(DatasetSchema schema, string split, int rows, SplitMix64 random)
    {
        using var session = ModelSession.Open(OnnxFile.ToBytes(Model), GraphOptimizationLevel.ORT_ENABLE_ALL);
        var pixels = new List<byte>();
        var labels = new List<int>();
        while (labels.Count < rows)
        {
            var picture = Picture(random);
            var (scores, _) = session.Run([.. picture.Select(pixel => pixel / 255f)], [1, 1, Side, Side]);
            var sorted = scores.OrderDescending().ToArray();
            if (sorted[0] - sorted[1] > 0.2f * (sorted[0] - sorted[^1]))
            {
                pixels.AddRange(picture);
                labels.Add(Array.IndexOf(scores, sorted[0]));
            }
        }

        return new()
        {
            Schema = schema,
            Split = split,
            Pixels = [.. pixels],
            Labels = [.. labels],
            SourceChunks = new int[rows],
            SourceRows = [.. Enumerable.Range(0, rows)],
        };
    }

    private static byte[] Picture(SplitMix64 random)
    {
        var (x, y, width) = (random.NextDouble() * Side, random.NextDouble() * Side, 2 + (random.NextDouble() * 6));
        var picture = new byte[Side * Side];
        for (var i = 0; i < picture.Length; i++)
        {
            var distance = Math.Pow((i % Side) - x, 2) + Math.Pow((i / Side) - y, 2);
            picture[i] = (byte)(255 * Math.Exp(-distance / (width * width)));
        }

        return picture;
    }
}
