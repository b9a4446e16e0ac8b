using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using GreenMl.InferenceHosting.Server.Inference;
using GreenMl.InferenceHosting.Server.Metering;
using GreenMl.InferenceHosting.Server.Models;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace GreenMl.InferenceHosting.Server.Invocations;

/// <summary>
/// SageMaker's <c>POST /invocations</c>: <c>{"instances": [[1, 2], [3, 4]]}</c> in, <c>{"predictions": …}</c> out.
/// For tensors of more than a few numbers the gRPC call is several times cheaper.
/// </summary>
internal sealed class InvocationEndpoint(
    ServedModel model,
    PinnedBufferPool buffers,
    InferenceStatistics statistics,
    IOptions<ServerOptions> options
)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            const string Message = "content-type: this server takes application/json only.";
            const HttpStatusCode Unsupported = HttpStatusCode.UnsupportedMediaType;
            await HttpError.WriteAsync(context.Response, Unsupported, Message, context.RequestAborted);
            return;
        }

        try
        {
            using var run = new InferenceRun(model, buffers, statistics);
            await ComputeAsync(run, context.Request.BodyReader, context.RequestAborted);
            context.Response.ContentType = "application/json";
            await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
            using (run.Cost.Measure(InferencePhase.Output))
            {
                PredictionJson.Write(run, writer);
            }

            await writer.FlushAsync(context.RequestAborted);
            run.Complete();
        }
        catch (RequestException e)
        {
            await HttpError.WriteAsync(context.Response, ToHttp(e.Code), e.Message, context.RequestAborted);
        }
    }

    private async Task ComputeAsync(InferenceRun run, PipeReader reader, CancellationToken cancellationToken)
    {
        var body = await ReadToEndAsync(reader, cancellationToken);
        try
        {
            using (run.Cost.Measure(InferencePhase.Input))
            {
                InstanceJson.Read(body, run);
            }
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }

        run.Compute([.. model.Outputs.Select(output => output.Name)]);
    }

    private async Task<ReadOnlySequence<byte>> ReadToEndAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > options.Value.MaxMessageBytes)
            {
                throw new RequestException(
                    StatusCode.ResourceExhausted,
                    "BODY_TOO_LONG",
                    "body",
                    $"body: it has more than {options.Value.MaxMessageBytes} bytes, the limit Server:MaxMessageBytes; split it."
                );
            }

            if (result.IsCompleted)
            {
                return result.Buffer;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static HttpStatusCode ToHttp(StatusCode code) =>
        code switch
        {
            StatusCode.InvalidArgument => HttpStatusCode.BadRequest,
            StatusCode.NotFound => HttpStatusCode.NotFound,
            StatusCode.ResourceExhausted => HttpStatusCode.RequestEntityTooLarge,
            _ => HttpStatusCode.InternalServerError,
        };
}
