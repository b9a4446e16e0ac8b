using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using GreenMl.Contracts.Inference;
using Grpc.Core;
using TensorMetadata = GreenMl.Contracts.Inference.ModelMetadataResponse.Types.TensorMetadata;

namespace GreenMl.Cli.Tests.Fakes;

/// <summary>A model whose scores are the first numbers of its input.</summary>
internal sealed class FakeModel : GRPCInferenceService.GRPCInferenceServiceBase
{
    private const int Classes = 3;

    /// <summary>The shape of a batch.</summary>
    public long[] Shape { get; set; } = [-1, 1, 2, 2];

    public string Datatype { get; set; } = "FP32";

    public Dictionary<string, string> Properties { get; } =
        new()
        {
            ["labels"] = """["zero","one","two"]""",
            ["preprocessing"] = """{"kind":"image","scale":0.5,"mean":[1],"standardDeviation":[2]}""",
        };

    /// <summary>The numbers of the last request.</summary>
    public float[] LastInput { get; private set; } = [];

    public long[] LastShape { get; private set; } = [];

    public override Task<ModelMetadataResponse> ModelMetadata(
        ModelMetadataRequest request,
        ServerCallContext context
    ) =>
        Task.FromResult(
            new ModelMetadataResponse
            {
                Name = "digits",
                Inputs =
                {
                    new TensorMetadata
                    {
                        Name = "input",
                        Datatype = Datatype,
                        Shape = { Shape },
                    },
                },
                Outputs =
                {
                    new TensorMetadata
                    {
                        Name = "scores",
                        Datatype = "FP32",
                        Shape = { -1, Classes },
                    },
                },
                Properties = { Properties },
            }
        );

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        LastShape = [.. request.Inputs[0].Shape];
        LastInput = [.. MemoryMarshal.Cast<byte, float>(request.RawInputContents[0].Span)];
        var scores = new byte[Classes * sizeof(float)];
        for (var i = 0; i < Classes; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(scores.AsSpan(i * sizeof(float)), LastInput[i]);
        }

        return Task.FromResult(
            new ModelInferResponse
            {
                ModelName = "digits",
                ModelVersion = "0123456789abcdef",
                Outputs =
                {
                    new ModelInferResponse.Types.InferOutputTensor
                    {
                        Name = "scores",
                        Datatype = "FP32",
                        Shape = { 1, Classes },
                    },
                },
                RawOutputContents = { ByteString.CopyFrom(scores) },
            }
        );
    }
}
