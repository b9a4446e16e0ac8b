using GreenMl.Cli.Failures;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace GreenMl.Cli.Connections;

/// <summary>Adds the API key and a deadline, and names the service that cannot be reached.</summary>
internal sealed class ServiceInterceptor(string service, string address, string? key) : Interceptor
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation
    )
    {
        // gRPC compares deadlines with the clock of the system, whatever clock the command has.
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Deadline;
        var call = continuation(request, WithOptions(context, context.Options.WithDeadline(deadline)));
        return new AsyncUnaryCall<TResponse>(
            NameServiceAsync(call.ResponseAsync),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose
        );
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation
    ) => continuation(request, WithOptions(context, context.Options));

    private ClientInterceptorContext<TRequest, TResponse> WithOptions<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        CallOptions options
    )
        where TRequest : class
        where TResponse : class
    {
        var headers = new Metadata();
        if (key is not null)
        {
            headers.Add("authorization", $"Bearer {key}");
        }

        return new(context.Method, context.Host, options.WithHeaders(headers));
    }

    private async Task<TResponse> NameServiceAsync<TResponse>(Task<TResponse> response)
    {
        try
        {
            return await response;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw CommandFailure.Unreachable($"{service} at {address} does not answer: {RpcFailures.ReasonOf(e)}");
        }
    }
}
