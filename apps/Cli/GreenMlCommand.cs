using System.CommandLine;
using GreenMl.Cli.Datasets;
using GreenMl.Cli.Endpoints;
using GreenMl.Cli.Failures;
using GreenMl.Cli.Jobs;
using GreenMl.Cli.Predictions;
using GreenMl.Cli.Runs;
using GreenMl.Cli.Status;

namespace GreenMl.Cli;

/// <summary>The command line of GreenMl.</summary>
internal static class GreenMlCommand
{
    /// <summary>Parses and does what the arguments ask for.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> args,
        Surroundings surroundings,
        CancellationToken cancellationToken
    )
    {
        var options = new GlobalOptions();
        var parse = Create(surroundings, options)
            .Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0)
        {
            var failure = new CommandFailure(
                ExitCodes.InvalidInput,
                "USAGE",
                string.Join(" ", parse.Errors.Select(error => error.Message))
            )
            {
                Remedy = surroundings.Typed($"greenml {CommandPath(parse)}--help") + " shows what is possible.",
            };
            await FailureReport.WriteAsync(failure, args.Contains("--json"), surroundings.Error);
            return failure.ExitCode;
        }

        return await parse.InvokeAsync(
            new InvocationConfiguration { Output = surroundings.Output, Error = surroundings.Error },
            cancellationToken
        );
    }

    private static RootCommand Create(Surroundings surroundings, GlobalOptions options)
    {
        var root = new RootCommand(
            $"""
            Runs deep-learning pipelines with the least energy that meets the accuracy asked for, and shows what they cost.

            {ExitCodes.Explanation}
            """
        );
        options.AddTo(root);
        var binding = new CommandBinding(surroundings, options);
        root.Add(RunCommand.Create(binding));
        root.Add(RunsCommand.Create(binding));
        root.Add(ReceiptCommand.Create(binding));
        root.Add(DatasetsCommand.Create(binding));
        root.Add(JobsCommand.Create(binding));
        root.Add(EndpointsCommand.Create(binding));
        root.Add(PredictCommand.Create(binding));
        root.Add(StatusCommand.Create(binding));
        return root;
    }

    /// <summary>The commands that were understood, each followed by a space.</summary>
    private static string CommandPath(ParseResult parse)
    {
        var path = "";
        for (
            var result = parse.CommandResult;
            result.Parent is System.CommandLine.Parsing.CommandResult parent;
            result = parent
        )
        {
            path = $"{result.Command.Name} {path}";
        }

        return path;
    }
}
