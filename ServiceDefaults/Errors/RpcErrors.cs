using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace GreenMl.ServiceDefaults.Errors;

/// <summary>One rule that a request breaks.</summary>
/// <param name="Field">The field, as the proto names it, for instance <c>spec.max_epochs</c>.</param>
/// <param name="Rule">Value, rule and remedy in one sentence, for instance
/// <c>is 0.9: test_fraction must lie in 0..0.5; leave it out for 0.2</c>.</param>
public sealed record Violation(string Field, string Rule);

/// <summary>
/// The errors that services answer, in the standard model: a status code, a message for people, and details
/// (<c>google.rpc.ErrorInfo</c> and what the code calls for) for programs.
/// </summary>
public static class RpcErrors
{
    private const string Domain = "greenml";

    /// <summary>INVALID_ARGUMENT with every violation.</summary>
    public static RpcException InvalidArgument(IReadOnlyCollection<Violation> violations)
    {
        var details = new BadRequest();
        details.FieldViolations.AddRange(
            violations.Select(violation => new BadRequest.Types.FieldViolation
            {
                Field = violation.Field,
                Description = violation.Rule,
            })
        );
        var message = string.Join(" ", violations.Select(violation => $"{violation.Field} {violation.Rule}."));
        return Create(Code.InvalidArgument, message, "INVALID_ARGUMENT", details);
    }

    /// <summary>INVALID_ARGUMENT with one violation.</summary>
    public static RpcException InvalidArgument(string field, string rule) => InvalidArgument([new(field, rule)]);

    /// <summary>NOT_FOUND.</summary>
    /// <param name="type">The kind of resource, for instance <c>endpoint</c>.</param>
    /// <param name="name">The name or id asked for.</param>
    /// <param name="remedy">What to do, for instance <c>List the endpoints to see their names.</c></param>
    public static RpcException NotFound(string type, string name, string remedy) =>
        Create(
            Code.NotFound,
            $"There is no {type} '{name}'. {remedy}",
            "NOT_FOUND",
            new ResourceInfo { ResourceType = type, ResourceName = name }
        );

    /// <summary>FAILED_PRECONDITION: the resource is not in a state that allows the call.</summary>
    public static RpcException FailedPrecondition(string subject, string message)
    {
        var details = new PreconditionFailure();
        details.Violations.Add(
            new PreconditionFailure.Types.Violation
            {
                Type = "STATE",
                Subject = subject,
                Description = message,
            }
        );
        return Create(Code.FailedPrecondition, message, "FAILED_PRECONDITION", details);
    }

    /// <summary>RESOURCE_EXHAUSTED with the time after which trying again makes sense.</summary>
    public static RpcException ResourceExhausted(string message, TimeSpan retryAfter) =>
        Create(
            Code.ResourceExhausted,
            message,
            "RESOURCE_EXHAUSTED",
            new RetryInfo { RetryDelay = Duration.FromTimeSpan(retryAfter) }
        );

    /// <summary>INTERNAL for what nobody foresaw: the log has the story under the trace id.</summary>
    internal static RpcException Internal(string traceId) =>
        Create(
            Code.Internal,
            $"The service failed; its log explains under trace id {traceId}.",
            "INTERNAL",
            new RequestInfo { RequestId = traceId }
        );

    private static RpcException Create(Code code, string message, string reason, Google.Protobuf.IMessage details) =>
        new Google.Rpc.Status
        {
            Code = (int)code,
            Message = message,
            Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = Domain }), Any.Pack(details) },
        }.ToRpcException();
}
