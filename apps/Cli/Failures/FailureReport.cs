using System.Text.Json;
using System.Text.Json.Serialization;
using GreenMl.Pipelines;
using Grpc.Core;

namespace GreenMl.Cli.Failures;

/// <summary>Prints what ended a command, for people or for programs.</summary>
internal static class FailureReport
{
    /// <summary>The failure that an exception stands for; null when nobody foresaw it.</summary>
    public static CommandFailure? Of(Exception exception) =>
        exception switch
        {
            CommandFailure failure => failure,
            RpcException { StatusCode: StatusCode.Unavailable } rpc => CommandFailure.Unreachable(rpc.Status.Detail),
            RpcException rpc => RpcFailures.Of(rpc),
            InvalidPipelineException invalid => new CommandFailure(
                ExitCodes.InvalidInput,
                "INVALID_PIPELINE",
                "the pipeline is not valid"
            )
            {
                Details =
                [
                    .. invalid.Problems.Select(problem => new FailureDetail(
                        problem.Key.Length == 0 ? "the pipeline" : problem.Key,
                        problem.Rule,
                        problem.Source,
                        problem.Line,
                        problem.Column
                    )),
                ],
            },
            IOException or UnauthorizedAccessException => CommandFailure.InvalidInput(exception.Message),
            _ => null,
        };

    public static async Task WriteAsync(CommandFailure failure, bool json, TextWriter error)
    {
        if (json)
        {
            var document = new FailureDocument(
                new(failure.Code, failure.ExitCode, failure.Message, failure.Details, failure.Remedy)
            );
            await error.WriteLineAsync(JsonSerializer.Serialize(document, FailureJson.Default.FailureDocument));
            return;
        }

        // With details the message of a service only repeats them.
        await error.WriteLineAsync(
            failure.Details.Count == 0 ? $"error: {failure.Message}" : "error: the input is not valid"
        );
        foreach (var detail in failure.Details)
        {
            await error.WriteLineAsync($"  {detail}");
        }

        if (failure.Remedy is not null)
        {
            await error.WriteLineAsync(failure.Remedy);
        }
    }
}

internal sealed record FailureDocument(FailureBody Error);

internal sealed record FailureBody(
    string Code,
    int ExitCode,
    string Message,
    IReadOnlyList<FailureDetail> Details,
    string? Remedy
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(FailureDocument))]
internal sealed partial class FailureJson : JsonSerializerContext;
