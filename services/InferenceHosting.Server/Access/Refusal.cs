using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using GreenMl.InferenceHosting.Server.Invocations;
using Grpc.Core;
using Microsoft.Net.Http.Headers;
using ErrorInfo = Google.Rpc.ErrorInfo;
using RetryInfo = Google.Rpc.RetryInfo;
using RpcStatus = Google.Rpc.Status;

namespace GreenMl.InferenceHosting.Server.Access;

/// <summary>Answers a request before its body is read, to gRPC and to plain HTTP callers in their own terms.</summary>
internal static class Refusal
{
    private const string Domain = "inference.greenml";
    private const int RetrySeconds = 1;

    /// <summary>The caller has not shown the key.</summary>
    public static Task WriteUnauthenticatedAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(
            context,
            StatusCode.Unauthenticated,
            HttpStatusCode.Unauthorized,
            "authorization: the header lacks this server's API key; send 'Bearer <key>'.",
            new ErrorInfo { Reason = "UNAUTHENTICATED", Domain = Domain }
        );
    }

    /// <summary>As many inferences are being served as are allowed at one time.</summary>
    public static Task WriteExhaustedAsync(HttpContext context, int limit)
    {
        context.Response.Headers.RetryAfter = RetrySeconds.ToString();
        return WriteAsync(
            context,
            StatusCode.ResourceExhausted,
            HttpStatusCode.TooManyRequests,
            $"{limit} inferences are being served, as many as Server:MaxInFlight allows; try again in {RetrySeconds} s.",
            new ErrorInfo { Reason = "TOO_MANY_REQUESTS", Domain = Domain },
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(RetrySeconds)) }
        );
    }

    private static Task WriteAsync(
        HttpContext context,
        StatusCode code,
        HttpStatusCode httpStatus,
        string message,
        params ReadOnlySpan<IMessage> details
    )
    {
        var response = context.Response;
        if (!IsGrpc(context.Request))
        {
            return HttpError.WriteAsync(response, httpStatus, message, context.RequestAborted);
        }

        var status = new RpcStatus { Code = (int)code, Message = message };
        foreach (var detail in details)
        {
            status.Details.Add(Any.Pack(detail));
        }

        // "Trailers-Only" of the gRPC protocol: without a message the status may stand in the headers.
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)code).ToString();
        response.Headers["grpc-message"] = Uri.EscapeDataString(message);
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
        return Task.CompletedTask;
    }

    private static bool IsGrpc(HttpRequest request) =>
        request.Headers[HeaderNames.ContentType].ToString().StartsWith("application/grpc", StringComparison.Ordinal);
}
