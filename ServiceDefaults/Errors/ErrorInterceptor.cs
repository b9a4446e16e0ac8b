using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace GreenMl.ServiceDefaults.Errors;

/// <summary>The one place where an unexpected exception becomes an answer: logged once, INTERNAL with the trace id.</summary>
internal sealed partial class ErrorInterceptor(ILogger<ErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (IsUnexpected(e, context))
        {
            throw Report(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (IsUnexpected(e, context))
        {
            throw Report(e, context);
        }
    }

    /// <summary>A caller that went away and an error that was meant are no faults.</summary>
    private static bool IsUnexpected(Exception e, ServerCallContext context) =>
        e is not RpcException && !context.CancellationToken.IsCancellationRequested;

    private RpcException Report(Exception e, ServerCallContext context)
    {
        var traceId = Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString("n");
        LogFault(e, context.Method, traceId);
        return RpcErrors.Internal(traceId);
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed unexpectedly, trace id {TraceId}")]
    private partial void LogFault(Exception e, string method, string traceId);
}
