using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>A request can't be served as it stands; the message says which value breaks which rule and the remedy.</summary>
/// <param name="code">The gRPC status.</param>
/// <param name="reason">Stable upper-case word for programs.</param>
/// <param name="field">Path of the offending field in the request.</param>
/// <param name="message">One sentence or two for people.</param>
internal sealed class RequestException(StatusCode code, string reason, string field, string message)
    : Exception(message)
{
    private const string Domain = "inference.greenml";

    public StatusCode Code { get; } = code;

    /// <summary>The rich error that gRPC clients get.</summary>
    public RpcException ToRpcException()
    {
        var status = new RpcStatus
        {
            Code = (int)Code,
            Message = Message,
            Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = Domain }) },
        };
        if (Code == StatusCode.InvalidArgument)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = field, Description = Message };
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violation } }));
        }

        return status.ToRpcException();
    }

    /// <summary>A tensor of the request breaks a rule.</summary>
    public static RequestException InvalidTensor(string field, string message) =>
        new(StatusCode.InvalidArgument, "INVALID_TENSOR", field, $"{field}: {message}");

    /// <summary>Another part of the request breaks a rule.</summary>
    public static RequestException InvalidRequest(string field, string message) =>
        new(StatusCode.InvalidArgument, "INVALID_REQUEST", field, $"{field}: {message}");

    /// <summary>The request names a model or version that this server has not.</summary>
    public static RequestException ModelNotFound(string field, string message) =>
        new(StatusCode.NotFound, "MODEL_NOT_FOUND", field, $"{field}: {message}");
}
