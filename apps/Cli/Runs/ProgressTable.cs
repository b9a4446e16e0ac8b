using GreenMl.Cli.Output;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Pipelines.V1;
using Spectre.Console;

namespace GreenMl.Cli.Runs;

/// <summary>The progress of a run as a table that is drawn anew at each change; for terminals.</summary>
internal static class ProgressTable
{
    /// <summary>Shows what <paramref name="watch"/> passes on, until it ends; the last table stays.</summary>
    public static Task<PipelineRun> ShowAsync(TextWriter output, Func<Func<PipelineRun, Task>, Task<PipelineRun>> watch)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var energy = new RunEnergy();
        return console
            .Live(new Text("waiting for the run"))
            .StartAsync(live =>
                watch(run =>
                {
                    energy.Observe(run);
                    live.UpdateTarget(Create(run, energy));
                    return Task.CompletedTask;
                })
            );
    }

    /// <summary>The run as it is now.</summary>
    public static Table Create(PipelineRun run, RunEnergy energy)
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .Title(Markup.Escape($"{run.Spec?.Name}: {Format.State(run.State)}"))
            .Caption(Markup.Escape(Caption(run, energy)));
        table.AddColumns("phase", "state", "done", "step", "energy", "time");
        foreach (var step in run.Steps)
        {
            table.AddRow(
                Cell(Format.Phase(step), step.Baseline ? "grey" : "default"),
                Cell(Format.State(step.State), ColourOf(step.State)),
                Cell(step.State == JobState.Running ? ProgressText.Fraction(step.Progress) : ""),
                Cell(step.State == JobState.Running ? ProgressText.Step(step.Progress) : step.Summary),
                Cell(Format.Energy(energy.JoulesOf(step))),
                Cell(TimeOf(step))
            );
        }

        return table;
    }

    private static string Caption(PipelineRun run, RunEnergy energy)
    {
        var used = energy.TotalJoules > 0 ? $", {Format.Energy(energy.TotalJoules)} so far" : "";
        var failure = run.Failure is null ? "" : $": {Format.Failure(run.Failure)}";
        return $"run {run.RunId}{used}{failure}";
    }

    private static Markup Cell(string text, string colour = "default") => new($"[{colour}]{Markup.Escape(text)}[/]");

    private static string ColourOf(JobState state) =>
        state switch
        {
            JobState.Running => "yellow",
            JobState.Succeeded => "green",
            JobState.Failed => "red",
            _ => "grey",
        };

    private static string TimeOf(RunStep step) =>
        step is { StartedAt: not null, FinishedAt: not null }
            ? Format.Duration((step.FinishedAt - step.StartedAt).ToTimeSpan().TotalSeconds)
            : ProgressText.Remaining(step.Progress);
}
