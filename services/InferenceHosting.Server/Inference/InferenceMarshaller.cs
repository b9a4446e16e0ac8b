using System.Buffers;
using Google.Protobuf;
using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Metering;
using GreenMl.InferenceHosting.Server.Models;
using Grpc.Core;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>
/// Reads ModelInferRequest and writes ModelInferResponse. Tensors make up nearly all of both, and generated code would
/// copy each of them into and out of a garbage-collected array; this copies them once, between the transport and pinned
/// memory that ONNX Runtime works on in place.
/// </summary>
internal sealed class InferenceMarshaller(ServedModel model, PinnedBufferPool buffers, InferenceStatistics statistics)
{
    private const uint RawInputTag =
        (ModelInferRequest.RawInputContentsFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const byte RawOutputTag =
        (ModelInferResponse.RawOutputContentsFieldNumber << 3) | (byte)WireFormat.WireType.LengthDelimited;

    /// <summary>Reads a request; the caller disposes it.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: the bytes are no ModelInferRequest.</exception>
    public InferenceCall Deserialize(DeserializationContext context)
    {
        var call = new InferenceCall(new InferenceRun(model, buffers, statistics));
        try
        {
            using (call.Run.Cost.Measure(InferencePhase.Input))
            {
                Read(context.PayloadAsReadOnlySequence(), call);
            }

            return call;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            call.Dispose();
            throw RequestException
                .InvalidRequest("request", $"the bytes are no inference.ModelInferRequest: {e.Message}")
                .ToRpcException();
        }
    }

    // Everything but raw tensors goes through generated code, in the pieces that lie between them.
    private static void Read(ReadOnlySequence<byte> payload, InferenceCall call)
    {
        var reader = new WireReader(payload);
        var pieceStart = payload.Start;
        while (!reader.IsAtEnd)
        {
            var fieldStart = reader.Position;
            var tag = reader.ReadTag();
            if (tag != RawInputTag)
            {
                reader.Skip(tag);
                continue;
            }

            call.Request.MergeFrom(payload.Slice(pieceStart, fieldStart));
            var tensor = reader.ReadBytes();
            var buffer = call.Run.Rent((int)tensor.Length);
            tensor.CopyTo(buffer.Span);
            call.RawInputs.Add(buffer);
            pieceStart = reader.Position;
        }

        call.Request.MergeFrom(payload.Slice(pieceStart));
    }

    /// <summary>Writes the response of a computed call.</summary>
    public static void Serialize(InferenceCall call, SerializationContext context)
    {
        using (call.Run.Cost.Measure(InferencePhase.Output))
        {
            Write(call, context);
        }

        call.Run.Complete();
    }

    private static void Write(InferenceCall call, SerializationContext context)
    {
        var header = ToHeader(call);
        var texts = new PinnedBuffer?[call.Run.Outputs.Count];
        var length = header.CalculateSize();
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = EncodeText(call, i);
            var bytes = RawBytes(call, i, texts[i]).Length;
            length = checked(length + 1 + CodedOutputStream.ComputeLengthSize(bytes) + bytes);
        }

        context.SetPayloadLength(length);
        var writer = context.GetBufferWriter();
        header.WriteTo(writer);
        for (var i = 0; i < texts.Length; i++)
        {
            var bytes = RawBytes(call, i, texts[i]);
            WriteRawHeader(writer, bytes.Length);
            writer.Write(bytes);
        }

        context.Complete();
    }

    private static ModelInferResponse ToHeader(InferenceCall call)
    {
        var manifest = call.Run.Model.Manifest;
        var header = new ModelInferResponse
        {
            ModelName = manifest.Name,
            ModelVersion = manifest.Version,
            Id = call.Request.Id,
        };
        for (var i = 0; i < call.Run.Outputs.Count; i++)
        {
            var definition = call.RequestedOutputs[i];
            var output = new ModelInferResponse.Types.InferOutputTensor
            {
                Name = definition.Name,
                Datatype = definition.Datatype.Name,
            };
            output.Shape.AddRange(call.Run.Outputs[i].GetTensorTypeAndShape().Shape);
            header.Outputs.Add(output);
        }

        return header;
    }

    private static PinnedBuffer? EncodeText(InferenceCall call, int index)
    {
        if (!call.RequestedOutputs[index].Datatype.IsText)
        {
            return null;
        }

        var value = call.Run.Outputs[index];
        var count = (int)value.GetTensorTypeAndShape().ElementCount;
        var buffer = call.Run.Rent(RawText.Measure(value, count));
        RawText.Write(value, count, buffer.Span);
        return buffer;
    }

    private static ReadOnlySpan<byte> RawBytes(InferenceCall call, int index, PinnedBuffer? text) =>
        text is null ? call.Run.Outputs[index].GetTensorMutableRawData() : text.Span;

    private static void WriteRawHeader(IBufferWriter<byte> writer, int length)
    {
        const int MaxVarintBytes = 5;
        var target = writer.GetSpan(1 + MaxVarintBytes);
        target[0] = RawOutputTag;
        var at = 1;
        for (var rest = (uint)length; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                target[at++] = (byte)rest;
                break;
            }

            target[at++] = (byte)(rest | 0x80);
        }

        writer.Advance(at);
    }
}
