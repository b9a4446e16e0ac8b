using Google.Rpc;
using Grpc.Core;

namespace GreenMl.Cli.Failures;

/// <summary>The errors of services in the words of the command line.</summary>
internal static class RpcFailures
{
    /// <summary>Decodes the details of the standard error model.</summary>
    public static CommandFailure Of(RpcException exception)
    {
        var status = exception.GetRpcStatus();
        var violations = status?.GetDetail<BadRequest>()?.FieldViolations ?? [];
        return new CommandFailure(
            ExitCodeOf(exception.StatusCode),
            status?.GetDetail<ErrorInfo>()?.Reason ?? NameOf(exception.StatusCode),
            exception.Status.Detail
        )
        {
            Details = [.. violations.Select(violation => new FailureDetail(violation.Field, violation.Description))],
            Remedy = RemedyOf(exception.StatusCode, status),
        };
    }

    /// <summary>Whether the service or the way to it broke, so that a second attempt may succeed.</summary>
    public static bool IsTransient(RpcException exception) =>
        exception.StatusCode is StatusCode.Unavailable
        || (
            exception.StatusCode
                is StatusCode.Cancelled
                    or StatusCode.Internal
                    or StatusCode.Unknown
                    or StatusCode.Aborted
            // A service explains the errors it means; what comes without is the end of a process or connection.
            && exception.GetRpcStatus() is null
        );

    /// <summary>Why a call failed: what the connection says underneath where gRPC only says that it could not connect.</summary>
    public static string ReasonOf(RpcException exception)
    {
        var innermost = exception.Status.DebugException;
        while (innermost?.InnerException is { } inner)
        {
            innermost = inner;
        }

        return innermost?.Message ?? exception.Status.Detail;
    }

    private static int ExitCodeOf(StatusCode code) =>
        code switch
        {
            StatusCode.InvalidArgument or StatusCode.OutOfRange => ExitCodes.InvalidInput,
            StatusCode.NotFound => ExitCodes.NotFound,
            StatusCode.Unavailable or StatusCode.DeadlineExceeded => ExitCodes.Unreachable,
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => ExitCodes.Unauthenticated,
            _ => ExitCodes.Failed,
        };

    private static string? RemedyOf(StatusCode code, Google.Rpc.Status? status) =>
        code switch
        {
            StatusCode.Unauthenticated =>
                "The key is read from GREENML_API_KEY, else from the file api-key in the home folder (--home).",
            _ when status?.GetDetail<RetryInfo>()?.RetryDelay is { } delay =>
                $"Try again in {delay.ToTimeSpan().TotalSeconds:0.#} s.",
            _ => null,
        };

    /// <summary>The name that the protocol gives a code: NOT_FOUND for NotFound.</summary>
    private static string NameOf(StatusCode code) =>
        string.Concat($"{code}".Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
