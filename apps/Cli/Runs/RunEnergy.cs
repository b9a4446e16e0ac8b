using GreenMl.Cli.Output;
using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Cli.Runs;

/// <summary>The energy that the steps of a run were last seen to have used: a step that has ended reports none.</summary>
internal sealed class RunEnergy
{
    private readonly Dictionary<string, double> _joules = [];

    /// <summary>The energy of all steps seen, in joules.</summary>
    public double TotalJoules => _joules.Values.Sum();

    public void Observe(PipelineRun run)
    {
        foreach (var step in run.Steps.Where(step => step.Progress is { EnergyJoules: > 0 }))
        {
            _joules[Format.Phase(step)] = step.Progress.EnergyJoules;
        }
    }

    /// <summary>The energy of one step in joules; 0 when none was seen.</summary>
    public double JoulesOf(RunStep step) => _joules.GetValueOrDefault(Format.Phase(step));
}
