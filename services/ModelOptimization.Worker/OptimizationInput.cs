using GreenMl.Datasets;
using GreenMl.ModelOptimization.Worker.Models;
using GreenMl.ModelOptimization.Worker.Variants;
using GreenMl.Onnx;
using GreenMl.Workers;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker;

/// <summary>The model to optimize and the data that judges it, read and checked.</summary>
internal sealed record OptimizationInput
{
    private const string ModelChannel = "model";
    private const string DataChannel = "data";
    private const string ModelFile = "model.onnx";

    /// <summary>The model as it came.</summary>
    public required Candidate Original { get; init; }

    /// <summary>The graph of <see cref="Original"/>.</summary>
    public required ModelProto Model { get; init; }

    /// <summary>Its input and outputs.</summary>
    public required ModelSignature Signature { get; init; }

    /// <summary>The data set.</summary>
    public required DatasetManifest Dataset { get; init; }

    /// <summary>How a row of the data set becomes an input of the model.</summary>
    public required InputEncoding Encoding { get; init; }

    /// <summary>Rows of the train split to calibrate on.</summary>
    public required ExampleRows Calibration { get; init; }

    /// <summary>The test split.</summary>
    public required ExampleRows Test { get; init; }

    /// <summary>Reads the channels <c>model</c> and <c>data</c>.</summary>
    /// <exception cref="WorkerFailureException">The model or the data set breaks a rule, or they do not fit each other.</exception>
    public static async Task<OptimizationInput> LoadAsync(
        WorkerLayout layout,
        OptimizationParameters parameters,
        CancellationToken cancellationToken
    )
    {
        var model = await LoadModelAsync(Path.Combine(layout.Channel(ModelChannel), ModelFile), cancellationToken);
        try
        {
            var folder = layout.Channel(DataChannel);
            var manifest = await DatasetManifest.ReadAsync(folder, cancellationToken);
            var train = await DatasetReader.ReadAsync(folder, DatasetSplits.Train, cancellationToken);
            var test = await DatasetReader.ReadAsync(folder, DatasetSplits.Test, cancellationToken);
            Require(train, "to calibrate on");
            Require(test, "to measure the accuracy on");
            var original = new Candidate(Candidate.Original, OnnxFile.ToBytes(model));
            using var session = ModelSession.Open(original.Model, GraphOptimizationLevel.ORT_ENABLE_ALL);
            var encoding = InputEncoding.Of(manifest);
            return new()
            {
                Original = original,
                Model = model,
                Signature = ModelSignature.Of(session, manifest.Schema),
                Dataset = manifest,
                Encoding = encoding,
                Calibration = new(train, encoding, Sample(train.Rows, parameters)),
                Test = new(test, encoding),
            };
        }
        catch (InvalidDatasetException e)
        {
            throw new WorkerFailureException(WorkerFailureException.InvalidData, e.Message, e);
        }
    }

    private static async Task<ModelProto> LoadModelAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await OnnxFile.LoadAsync(path, OnnxLimits.Default, cancellationToken);
        }
        catch (Exception e) when (e is InvalidModelException or IOException)
        {
            throw new WorkerFailureException(WorkerFailureException.InvalidModel, e.Message, e);
        }
    }

    private static void Require(DatasetTensors rows, string purpose)
    {
        if (rows.Rows == 0)
        {
            throw new WorkerFailureException(
                WorkerFailureException.InvalidData,
                $"The data set has no rows in its {rows.Split} split: at least 1 is needed {purpose}."
            );
        }
    }

    private static int[] Sample(int rows, OptimizationParameters parameters)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        new SplitMix64(parameters.Seed).Shuffle(order);
        return order[..Math.Min(rows, parameters.CalibrationRows)];
    }
}
