using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Pipelines;

/// <summary>What the specification of a pipeline run must obey.</summary>
public static class PipelineRules
{
    private const string Prefix = "spec";

    /// <summary>
    /// Every broken rule, with fields from <c>spec</c> on (<c>spec.data.glyphs.rows</c>); empty when the specification
    /// is sound. Looks whether the paths exist.
    /// </summary>
    /// <param name="spec">The specification; null breaks a rule. Only its <c>host</c> may be left out.</param>
    public static IReadOnlyList<BrokenRule> Check(PipelineSpec? spec)
    {
        if (spec is null)
        {
            return [new(Prefix, "is missing: it must hold name, data, train and optimize")];
        }

        var check = new RuleCheck(Prefix);
        check.CheckName("name", spec.Name);
        check.AddRange(DatasetRules.Check(spec.Data, check.FieldOf("data")));
        check.AddRange(TrainingRules.CheckInsidePipeline(spec.Train, check.FieldOf("train")));
        check.AddRange(OptimizationRules.CheckInsidePipeline(spec.Optimize, check.FieldOf("optimize")));
        check.AddRange(EndpointRules.CheckInsidePipeline(spec.Host, check.FieldOf("host")));
        check.CheckPositive("predictions_per_day", spec.PredictionsPerDay, "leave it out for 10000");
        return check.Broken;
    }
}
