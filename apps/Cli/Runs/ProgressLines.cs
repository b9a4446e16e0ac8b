using GreenMl.Cli.Output;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Cli.Runs;

/// <summary>
/// The progress of a run as plain lines: each step when it begins and when it ends, and in between at most one line a
/// second, and only when something changed.
/// </summary>
internal sealed class ProgressLines(TextWriter output, TimeProvider time)
{
    private const int NameWidth = 23;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, (JobState State, string Text)> _shown = [];
    private long? _lastProgress;
    private bool _isAnnounced;
    private bool _isOver;

    public async Task WriteAsync(PipelineRun run)
    {
        if (!_isAnnounced)
        {
            _isAnnounced = true;
            await output.WriteLineAsync($"run {run.RunId} ({run.Spec?.Name})");
        }

        foreach (var step in run.Steps.Where(step => step.State is not (JobState.Unspecified or JobState.Queued)))
        {
            var name = Format.Phase(step);
            var shown = _shown.GetValueOrDefault(name);
            var text = TextOf(step);
            var isTransition = shown.State != step.State;
            if (isTransition || (shown.Text != text && IsTimeForProgress()))
            {
                _shown[name] = (step.State, text);
                await WriteAsync(run, name, text);
                if (step.State == JobState.Running)
                {
                    _lastProgress = time.GetTimestamp();
                }
            }
        }

        if (RunWatch.IsFinal(run.State) && !_isOver)
        {
            _isOver = true;
            var failure = run.Failure is null ? "" : $"  {Format.Failure(run.Failure)}";
            await WriteAsync(run, "run", $"{Format.State(run.State)}{failure}");
        }
    }

    private bool IsTimeForProgress() => _lastProgress is not { } last || time.GetElapsedTime(last) >= Pause;

    private Task WriteAsync(PipelineRun run, string name, string text)
    {
        var elapsed = run.CreatedAt is null ? 0 : (time.GetUtcNow() - run.CreatedAt.ToDateTimeOffset()).TotalSeconds;
        var clock = $"{Math.Max(elapsed, 0):0.0} s".PadLeft(9);
        return output.WriteLineAsync($"{clock}  {name.PadRight(NameWidth)}  {text}".TrimEnd());
    }

    private static string TextOf(RunStep step)
    {
        var state = Format.State(step.State);
        if (step.State != JobState.Running)
        {
            return Join(state, step.Summary);
        }

        var progress = step.Progress;
        return progress is null
            ? state
            : Join(
                state,
                ProgressText.Fraction(progress),
                ProgressText.Step(progress),
                Format.Energy(progress.EnergyJoules),
                ProgressText.Remaining(progress)
            );
    }

    private static string Join(params IEnumerable<string> parts) =>
        string.Join("  ", parts.Where(part => part.Length > 0));
}
