using System.CommandLine;
using GreenMl.Cli.Output;
using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Cli.Runs;

/// <summary><c>greenml runs</c>: lists, shows, watches and cancels runs.</summary>
internal static class RunsCommand
{
    public static Command Create(CommandBinding binding)
    {
        var limit = Listing.LimitOption();
        var listLimit = Listing.LimitOption();
        var runs = new Command("runs", "Lists the pipeline runs; shows, watches or cancels one") { limit };
        var list = new Command("list", "Lists the pipeline runs, newest first") { listLimit };
        binding.Bind(runs, (session, parse, token) => ListAsync(session, parse.GetValue(limit), token));
        binding.Bind(list, (session, parse, token) => ListAsync(session, parse.GetValue(listLimit), token));
        runs.Add(list);
        runs.Add(CreateWithId(binding, "show", "Shows a run and its steps", ShowAsync));
        runs.Add(CreateWithId(binding, "cancel", "Cancels a run", CancelAsync));
        runs.Add(
            CreateWithId(
                binding,
                "watch",
                "Follows a run to its end and prints its receipt",
                (session, id, token) => new RunWatch(session).FollowAsync(id, token)
            )
        );
        return runs;
    }

    private static Command CreateWithId(
        CommandBinding binding,
        string name,
        string description,
        Func<Session, string, CancellationToken, Task<int>> action
    )
    {
        var id = new Argument<string>("run") { Description = "The id of the run" };
        var command = new Command(name, description) { id };
        binding.Bind(command, (session, parse, token) => action(session, parse.GetRequiredValue(id), token));
        return command;
    }

    private static async Task<int> ListAsync(Session session, int limit, CancellationToken cancellationToken)
    {
        var client = await session.RunsAsync(cancellationToken);
        var runs = await Listing.ReadAsync<PipelineRun>(
            limit,
            async (size, token) =>
            {
                var page = await client.ListPipelineRunsAsync(
                    new ListPipelineRunsRequest { PageSize = size, PageToken = token },
                    cancellationToken: cancellationToken
                );
                return (page.Runs, page.NextPageToken);
            }
        );
        if (session.Printer.IsJson)
        {
            await session.Printer.WriteJsonAsync("runs", runs);
            return ExitCodes.Success;
        }

        await session.Printer.WriteTableAsync(
            ["run", "name", "state", "created", "endpoint"],
            runs.Select(run =>
                (string[])
                    [run.RunId, run.Spec.Name, Format.State(run.State), Format.Time(run.CreatedAt), run.EndpointName]
            )
        );
        return ExitCodes.Success;
    }

    private static async Task<int> ShowAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var client = await session.RunsAsync(cancellationToken);
        var response = await client.GetPipelineRunAsync(
            new GetPipelineRunRequest { RunId = id },
            cancellationToken: cancellationToken
        );
        return await PrintAsync(session, response.Run);
    }

    private static async Task<int> CancelAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var client = await session.RunsAsync(cancellationToken);
        var response = await client.CancelPipelineRunAsync(
            new CancelPipelineRunRequest { RunId = id },
            cancellationToken: cancellationToken
        );
        return await PrintAsync(session, response.Run);
    }

    private static async Task<int> PrintAsync(Session session, PipelineRun run)
    {
        var printer = session.Printer;
        if (printer.IsJson)
        {
            await printer.WriteJsonAsync("run", run);
            return ExitCodes.Success;
        }

        await printer.WriteFieldsAsync(
            ("run", run.RunId),
            ("name", run.Spec.Name),
            ("state", Format.State(run.State)),
            ("created", Format.Time(run.CreatedAt)),
            ("finished", Format.Time(run.FinishedAt)),
            ("endpoint", run.EndpointName),
            ("failure", Format.Failure(run.Failure))
        );
        await printer.WriteLineAsync();
        await printer.WriteTableAsync(
            ["phase", "state", "job", "step"],
            run.Steps.Select(step =>
                (string[])
                    [
                        Format.Phase(step),
                        Format.State(step.State),
                        step.JobId,
                        step.Summary.Length > 0 ? step.Summary : ProgressText.Step(step.Progress),
                    ]
            )
        );
        return ExitCodes.Success;
    }
}
