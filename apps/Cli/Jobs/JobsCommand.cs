using System.CommandLine;
using GreenMl.Cli.Output;
using Grpc.Core;

namespace GreenMl.Cli.Jobs;

/// <summary><c>greenml jobs</c>: lists, shows and cancels training and optimization jobs.</summary>
internal static class JobsCommand
{
    public static Command Create(CommandBinding binding)
    {
        var phase = new Option<string?>("--phase")
        {
            Description = "training or optimization; default both",
            HelpName = "phase",
            Recursive = true,
        };
        phase.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !JobPhase.All.ContainsKey(value))
            {
                result.AddError($"--phase is '{value}': it must be {string.Join(" or ", JobPhase.All.Keys)}.");
            }
        });
        var limit = Listing.LimitOption();
        var listLimit = Listing.LimitOption();
        var jobs = new Command("jobs", "Lists the training and optimization jobs; shows or cancels one")
        {
            phase,
            limit,
        };
        var list = new Command("list", "Lists the jobs of each phase, newest first") { listLimit };
        binding.Bind(
            jobs,
            (session, parse, token) => ListAsync(session, parse.GetValue(phase), parse.GetValue(limit), token)
        );
        binding.Bind(
            list,
            (session, parse, token) => ListAsync(session, parse.GetValue(phase), parse.GetValue(listLimit), token)
        );
        jobs.Add(list);
        jobs.Add(CreateWithId(binding, phase, "show", "Shows a job", jobPhase => jobPhase.GetAsync));
        jobs.Add(CreateWithId(binding, phase, "cancel", "Cancels a job", jobPhase => jobPhase.CancelAsync));
        return jobs;
    }

    private static Command CreateWithId(
        CommandBinding binding,
        Option<string?> phase,
        string name,
        string description,
        Func<JobPhase, JobCall> action
    )
    {
        var id = new Argument<string>("job") { Description = "The id of the job" };
        var command = new Command(name, description) { id };
        binding.Bind(
            command,
            async (session, parse, token) =>
            {
                var phases = PhasesOf(parse.GetValue(phase));
                var job = await FindAsync(session, parse.GetRequiredValue(id), [.. phases.Select(action)], token);
                await PrintAsync(session.Printer, job);
                return ExitCodes.Success;
            }
        );
        return command;
    }

    private static IEnumerable<JobPhase> PhasesOf(string? phase) =>
        phase is null ? JobPhase.All.Values : [JobPhase.All[phase]];

    /// <summary>Asks each phase until one knows the job; the last one's answer counts.</summary>
    private static async Task<JobRow> FindAsync(
        Session session,
        string id,
        IReadOnlyList<JobCall> actions,
        CancellationToken cancellationToken
    )
    {
        foreach (var action in actions.SkipLast(1))
        {
            try
            {
                return await action(session, id, cancellationToken);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                continue;
            }
        }

        return await actions[^1](session, id, cancellationToken);
    }

    private static async Task<int> ListAsync(
        Session session,
        string? phase,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var jobs = new List<JobRow>();
        foreach (var one in PhasesOf(phase))
        {
            jobs.AddRange(
                await Listing.ReadAsync(limit, (size, page) => one.ListAsync(session, size, page, cancellationToken))
            );
        }

        if (session.Printer.IsJson)
        {
            await session.Printer.WriteJsonAsync("jobs", jobs.Select(job => job.Message));
            return ExitCodes.Success;
        }

        await session.Printer.WriteTableAsync(
            ["job", "phase", "state", "created", "result"],
            jobs.Select(job =>
                (string[])
                    [
                        job.Id,
                        job.Phase,
                        Format.State(job.State),
                        Format.Time(job.CreatedAt),
                        job.Result.Length > 0 ? job.Result : Format.Failure(job.Failure),
                    ]
            )
        );
        return ExitCodes.Success;
    }

    private static async Task PrintAsync(Printer printer, JobRow job)
    {
        if (printer.IsJson)
        {
            await printer.WriteJsonAsync("job", job.Message);
            return;
        }

        await printer.WriteFieldsAsync(
            ("job", job.Id),
            ("phase", job.Phase),
            ("run", job.RunId),
            ("model", job.Subject),
            ("state", Format.State(job.State)),
            ("progress", ProgressText.Step(job.Progress)),
            ("result", job.Result),
            ("uri", job.Uri),
            ("attempts", $"{job.Attempts}"),
            ("created", Format.Time(job.CreatedAt)),
            ("finished", Format.Time(job.FinishedAt)),
            ("failure", Format.Failure(job.Failure))
        );
    }
}
