using System.Text.Json;
using GreenMl.Datasets;
using GreenMl.Onnx;
using GreenMl.Testing;
using GreenMl.Workers;

namespace GreenMl.TrainingOrchestration.Worker.Tests;

/// <summary>A training job in a folder of its own, run by the worker as a process.</summary>
internal sealed class AJob : IDisposable
{
    private const int Features = 4;
    private readonly TemporaryDirectory _folder = new();

    private readonly Dictionary<string, string> _parameters = new()
    {
        ["model"] = "mlp",
        ["max_epochs"] = "6",
        ["batch_size"] = "32",
        ["seed"] = "3",
    };

    public WorkerLayout Layout => new(_folder.Combine("job"));

    public JsonElement Result
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Layout.ResultFile));
            return json.RootElement.Clone();
        }
    }

    public static async Task<AJob> CreateAsync()
    {
        var job = new AJob();
        job.Layout.CreateOutputDirectories();
        var data = job.Layout.Channel("data");
        Directory.CreateDirectory(data);
        var writer = new DatasetWriter(data, Schema);
        await writer.AddSplitAsync(Rows(DatasetSplits.Train, 400), CancellationToken.None);
        await writer.AddSplitAsync(Rows(DatasetSplits.Validation, 100), CancellationToken.None);
        await writer.AddSplitAsync(Rows(DatasetSplits.Test, 200), CancellationToken.None);
        var recipe = new DatasetRecipe
        {
            Steps = [],
            CodeVersion = "1",
            Seed = 1,
        };
        await writer.CompleteAsync(recipe, [], CancellationToken.None);
        return job;
    }

    public AJob With(string parameter, string value)
    {
        _parameters[parameter] = value;
        return this;
    }

    /// <summary>Puts a graph into the channel <c>model</c>.</summary>
    public async Task<AJob> WithModelAsync(byte[] onnx)
    {
        Directory.CreateDirectory(Layout.Channel("model"));
        await File.WriteAllBytesAsync(Path.Combine(Layout.Channel("model"), "model.onnx"), onnx);
        return this;
    }

    public Task<WorkerExit> RunAsync(
        Action<WorkerProgress>? onProgress = null,
        CancellationToken cancellationToken = default
    )
    {
        Layout.WriteHyperparameters(_parameters);
        var program = new WorkerProgram("dotnet", [Programs.PathOf("GreenMl.TrainingOrchestration.Worker")]);
        var process = new WorkerProcess(program, TimeSpan.FromSeconds(30));
        return process.RunAsync(Layout, _folder.Combine("job.log"), onProgress ?? (_ => { }), cancellationToken);
    }

    public byte[] Weights() => File.ReadAllBytes(Path.Combine(Layout.ModelDirectory, "model.onnx"));

    public void Dispose() => _folder.Dispose();

    private static DatasetSchema Schema => DatasetSchema.ForFeatures(["a", "b", "c", "d"], ["no", "yes"]);

    /// <summary>The class is whether the first two features sum above their mean: easy, and far from standardised.</summary>
    private static DatasetTensors Rows(string split, int rows)
    {
        var random = new SplitMix64((ulong)rows);
        var features = new float[rows * Features];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < Features; column++)
            {
                features[(row * Features) + column] = 1000 + random.NextInt32(200);
            }

            labels[row] = features[row * Features] + features[(row * Features) + 1] > 2200 ? 1 : 0;
        }

        return new()
        {
            Schema = Schema,
            Split = split,
            Features = features,
            Labels = labels,
            SourceChunks = new int[rows],
            SourceRows = [.. Enumerable.Range(0, rows)],
        };
    }
}
