using System.CommandLine;
using GreenMl.Cli.Failures;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Pipelines;

namespace GreenMl.Cli.Runs;

/// <summary><c>greenml run</c>: submits a pipeline, watches it and prints its receipt.</summary>
internal static class RunCommand
{
    public static Command Create(CommandBinding binding)
    {
        var file = new Argument<string>("file") { Description = "The pipeline, a YAML file" };
        var set = new Option<string[]>("--set")
        {
            Description = "Replaces a value of the file: --set train.max-epochs=5; may be given again",
            HelpName = "key=value",
        };
        var receipt = new Option<string?>("--receipt")
        {
            Description = "Writes the receipt as JSON to this file",
            HelpName = "file",
        };
        var detach = new Option<bool>("--detach") { Description = "Prints the run's id and does not watch it" };
        var command = new Command(
            "run",
            "Runs a pipeline and prints its receipt. With --json every line of the output is one document: "
                + """{"run":…} at each change, {"receipt":…} at the end."""
        )
        {
            file,
            set,
            receipt,
            detach,
        };
        binding.Bind(
            command,
            async (session, parse, cancellationToken) =>
            {
                var spec = await ReadPipelineAsync(
                    session.Surroundings,
                    parse.GetRequiredValue(file),
                    parse.GetValue(set) ?? [],
                    cancellationToken
                );
                var run = await SubmitAsync(session, spec, cancellationToken);
                if (parse.GetValue(detach))
                {
                    return await PrintDetachedAsync(session, run);
                }

                var watch = new RunWatch(session) { ReceiptFile = parse.GetValue(receipt), IsNew = true };
                return await watch.FollowAsync(run.RunId, cancellationToken);
            }
        );
        return command;
    }

    /// <summary>Reads a pipeline file with overrides; relative paths start from the folder the command is run in.</summary>
    public static Task<PipelineSpec> ReadPipelineAsync(
        Surroundings surroundings,
        string file,
        IReadOnlyList<string> set,
        CancellationToken cancellationToken
    )
    {
        var path = Path.GetFullPath(file, surroundings.CurrentDirectory);
        if (!File.Exists(path))
        {
            throw CommandFailure.InvalidInput($"there is no file {path}: give the path of a pipeline (YAML)");
        }

        try
        {
            var overrides = set.Select(text => PipelineOverride.Parse(text, surroundings.CurrentDirectory));
            return PipelineFile.LoadAsync(path, file, [.. overrides], cancellationToken);
        }
        catch (FormatException e)
        {
            throw CommandFailure.InvalidInput($"--set {e.Message}");
        }
    }

    private static async Task<PipelineRun> SubmitAsync(
        Session session,
        PipelineSpec spec,
        CancellationToken cancellationToken
    )
    {
        var client = await session.RunsAsync(cancellationToken);
        var response = await client.CreatePipelineRunAsync(
            new CreatePipelineRunRequest { IdempotencyKey = Guid.CreateVersion7().ToString(), Spec = spec },
            cancellationToken: cancellationToken
        );
        return response.Run;
    }

    private static async Task<int> PrintDetachedAsync(Session session, PipelineRun run)
    {
        if (session.Printer.IsJson)
        {
            await session.Printer.WriteJsonAsync("run", run);
        }
        else
        {
            await session.Printer.WriteLineAsync($"run {run.RunId} submitted");
            await session.Printer.WriteLineAsync(session.Surroundings.Typed($"greenml runs watch {run.RunId}"));
        }

        return ExitCodes.Success;
    }
}
