using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace GreenMl.Cli.Tests.Fakes;

/// <summary>Errors as the services answer them.</summary>
internal static class FakeErrors
{
    public static RpcException NotFound(string type, string name) =>
        new Google.Rpc.Status
        {
            Code = (int)Code.NotFound,
            Message = $"There is no {type} '{name}'.",
            Details = { Any.Pack(new ErrorInfo { Reason = "NOT_FOUND", Domain = "greenml" }) },
        }.ToRpcException();

    public static RpcException InvalidArgument(string field, string rule) =>
        new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = $"{field} {rule}.",
            Details =
            {
                Any.Pack(new ErrorInfo { Reason = "INVALID_ARGUMENT", Domain = "greenml" }),
                Any.Pack(
                    new BadRequest
                    {
                        FieldViolations =
                        {
                            new BadRequest.Types.FieldViolation { Field = field, Description = rule },
                        },
                    }
                ),
            },
        }.ToRpcException();
}
