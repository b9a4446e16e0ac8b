using System.CommandLine;
using GreenMl.Cli.Failures;
using Grpc.Core;

namespace GreenMl.Cli;

/// <summary>Gives commands their actions: a session to work with, and failures as text or JSON with an exit code.</summary>
internal sealed class CommandBinding(Surroundings surroundings, GlobalOptions options)
{
    /// <summary>Makes <paramref name="action"/> what the command does; it returns the exit code.</summary>
    public void Bind(Command command, Func<Session, ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction((parse, cancellationToken) => RunAsync(parse, action, cancellationToken));

    private async Task<int> RunAsync(
        ParseResult parse,
        Func<Session, ParseResult, CancellationToken, Task<int>> action,
        CancellationToken cancellationToken
    )
    {
        var isJson = options.IsJson(parse);
        try
        {
            using var session = new Session(surroundings, options.FindInstallation(parse, surroundings), isJson);
            return await action(session, parse, cancellationToken);
        }
        catch (Exception e)
            when (cancellationToken.IsCancellationRequested
                && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled }
            )
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (FailureReport.Of(e) is not null)
        {
            var failure = FailureReport.Of(e)!;
            await FailureReport.WriteAsync(failure, isJson, surroundings.Error);
            return failure.ExitCode;
        }
    }
}
