using System.Runtime.InteropServices;
using Google.Protobuf;
using GreenMl.Contracts.Inference;
using Grpc.Core;
using InferInputTensor = GreenMl.Contracts.Inference.ModelInferRequest.Types.InferInputTensor;

namespace GreenMl.InferenceHosting.Server.Tests;

/// <summary>Builds requests and reads answers.</summary>
internal static class Requests
{
    /// <summary>Rows of 16 numbers for the mlp, distinct by <paramref name="seed"/>.</summary>
    public static float[] SomeRows(int rows, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows * 16).Select(_ => random.NextSingle() * 2 - 1)];
    }

    /// <summary>A raw request to the mlp.</summary>
    public static ModelInferRequest ARequest(int rows = 1, int seed = 1) =>
        new()
        {
            ModelName = "mlp",
            Id = $"request-{seed}",
            Inputs = { AnInput("input", "FP32", rows, 16) },
            RawInputContents = { Raw<float>(SomeRows(rows, seed)) },
        };

    public static InferInputTensor AnInput(string name, string datatype, params long[] shape) =>
        new()
        {
            Name = name,
            Datatype = datatype,
            Shape = { shape },
        };

    public static ByteString Raw<T>(ReadOnlySpan<T> elements)
        where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes(elements));

    public static T[] Elements<T>(this ModelInferResponse response, int output = 0)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(response.RawOutputContents[output].Span).ToArray();

    /// <summary>The error that a call ends in.</summary>
    public static async Task<RpcException> FailsAsync<T>(this AsyncUnaryCall<T> call) =>
        await Assert.ThrowsAsync<RpcException>(async () => await call);
}
