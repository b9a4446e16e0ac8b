using System.Buffers.Binary;
using System.Text.Json;
using Google.Protobuf;
using GreenMl.Bundles;
using GreenMl.Cli.Failures;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Inference;
using Grpc.Core;

namespace GreenMl.Cli.Predictions;

/// <summary>The model behind an endpoint: what it takes, and its classes.</summary>
internal sealed class ServedModel
{
    private const string Float = "FP32";
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client;
    private readonly ModelMetadataResponse _metadata;
    private readonly Endpoint _endpoint;
    private readonly Preprocessing? _preprocessing;
    private readonly IReadOnlyList<string> _labels;

    private ServedModel(
        GRPCInferenceService.GRPCInferenceServiceClient client,
        ModelMetadataResponse metadata,
        Endpoint endpoint
    )
    {
        _client = client;
        _metadata = metadata;
        _endpoint = endpoint;
        try
        {
            _preprocessing = metadata.Properties.TryGetValue("preprocessing", out var preprocessing)
                ? JsonSerializer.Deserialize(preprocessing, BundleJson.Default.Preprocessing)
                : null;
            _labels = metadata.Properties.TryGetValue("labels", out var labels)
                ? JsonSerializer.Deserialize(labels, BundleJson.Default.IReadOnlyListString) ?? []
                : [];
        }
        catch (JsonException e)
        {
            throw NotUnderstood($"its metadata cannot be read: {e.Message}");
        }
    }

    /// <summary>The shape of one example; -1 where any size is taken.</summary>
    public IReadOnlyList<long> ExampleShape => [.. _metadata.Inputs[0].Shape.Skip(1)];

    /// <summary>The shape for messages: <c>1 x 28 x 28</c>.</summary>
    public string ShapeText => Text(ExampleShape);

    /// <summary>Asks the endpoint what its model takes.</summary>
    /// <exception cref="CommandFailure">The model does not take one tensor of single-precision numbers.</exception>
    public static async Task<ServedModel> ReadAsync(
        CallInvoker invoker,
        Endpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(invoker);
        var metadata = await client.ModelMetadataAsync(
            new ModelMetadataRequest { Name = endpoint.ModelName },
            cancellationToken: cancellationToken
        );
        return metadata is { Inputs: [{ Datatype: Float, Shape.Count: > 1 }], Outputs.Count: > 0 }
            ? new ServedModel(client, metadata, endpoint)
            : throw NotUnderstood(
                $"it must take one batch of {Float} examples; use a client of the Open Inference Protocol"
            );
    }

    /// <summary>Preprocesses the example and asks for its class.</summary>
    /// <exception cref="CommandFailure">The example does not have the shape that the model takes.</exception>
    public async Task<Prediction> PredictAsync(Example example, TimeProvider time, CancellationToken cancellationToken)
    {
        CheckShape(example);
        var request = CreateRequest(example);
        var start = time.GetTimestamp();
        var response = await _client.ModelInferAsync(request, cancellationToken: cancellationToken);
        var latency = time.GetElapsedTime(start);
        return new Prediction
        {
            Endpoint = _endpoint.Name,
            Model = response.ModelName,
            Version = response.ModelVersion,
            Probabilities = Probabilities.Of(ReadScores(response), _labels),
            Label = example.Label,
            LatencyMilliseconds = latency.TotalMilliseconds,
        };
    }

    private void CheckShape(Example example)
    {
        var fits =
            example.Shape.Count == ExampleShape.Count
            && example.Shape.Zip(ExampleShape).All(pair => pair.Second == -1 || pair.First == pair.Second)
            && example.Values.Length == example.Shape.Aggregate(1L, (product, side) => product * side);
        if (!fits)
        {
            var count = example.Values.Length;
            throw CommandFailure.InvalidInput(
                $"the example has {count} numbers of shape {Text(example.Shape)} but the model takes {ShapeText}: give an "
                    + "example of that shape, for an image one scaled to that height and width"
            );
        }
    }

    private ModelInferRequest CreateRequest(Example example)
    {
        var input = _metadata.Inputs[0];
        var bytes = new byte[example.Values.Length * sizeof(float)];
        var perChannel = example.Values.Length / (int)example.Shape[0];
        for (var i = 0; i < example.Values.Length; i++)
        {
            var value = Preprocess(example.Values[i], i / perChannel);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), value);
        }

        return new ModelInferRequest
        {
            ModelName = _metadata.Name,
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor
                {
                    Name = input.Name,
                    Datatype = Float,
                    Shape = { example.Shape.Prepend(1) },
                },
            },
            RawInputContents = { UnsafeByteOperations.UnsafeWrap(bytes) },
        };
    }

    /// <summary>The first dimension counts channels of an image and columns of a table alike.</summary>
    private float Preprocess(float value, int channel)
    {
        if (_preprocessing is null)
        {
            return value;
        }

        var mean = _preprocessing.Mean.ElementAtOrDefault(channel);
        var deviation =
            _preprocessing.StandardDeviation.Count > channel ? _preprocessing.StandardDeviation[channel] : 1;
        return (float)(((value * _preprocessing.Scale) - mean) / deviation);
    }

    private static float[] ReadScores(ModelInferResponse response)
    {
        if (response.Outputs is not [{ Datatype: Float } output, ..])
        {
            throw NotUnderstood($"its first output must be {Float}");
        }

        if (response.RawOutputContents is not [var raw, ..])
        {
            return [.. output.Contents.Fp32Contents];
        }

        var scores = new float[raw.Length / sizeof(float)];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = BinaryPrimitives.ReadSingleLittleEndian(raw.Span[(i * sizeof(float))..]);
        }

        return scores;
    }

    private static CommandFailure NotUnderstood(string why) =>
        new(ExitCodes.Failed, "MODEL_NOT_UNDERSTOOD", $"the model cannot be asked from here: {why}");

    private static string Text(IReadOnlyList<long> shape) => string.Join(" x ", shape);
}
