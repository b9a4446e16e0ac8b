using Google.Protobuf.Collections;
using GreenMl.Contracts.Optimization.V1;

namespace GreenMl.Pipelines;

/// <summary>What the specification of an optimization job must obey. A number of 0 stands for its default.</summary>
public static class OptimizationRules
{
    /// <summary>Every broken rule of a job on its own, which must name its model and its data set version.</summary>
    /// <param name="spec">The specification; null breaks a rule.</param>
    /// <param name="field">The field that holds it, for instance <c>spec</c>.</param>
    public static IReadOnlyList<BrokenRule> Check(OptimizationSpec? spec, string field)
    {
        if (spec is null)
        {
            return [new(field, "is missing: it must name a model and a data set version")];
        }

        var check = new RuleCheck(field);
        CheckModel(check, spec.ModelUri);
        check.CheckUri("dataset_uri", spec.DatasetUri, "a data set version");
        CheckOptimization(check, spec);
        return check.Broken;
    }

    /// <summary>Every broken rule of the optimization inside a pipeline: the run fills in model and data set version.</summary>
    /// <inheritdoc cref="Check" />
    public static IReadOnlyList<BrokenRule> CheckInsidePipeline(OptimizationSpec? spec, string field)
    {
        if (spec is null)
        {
            return [new(field, "is missing: send it empty for every pass with the defaults")];
        }

        var check = new RuleCheck(field);
        check.CheckUriIsLeftOut("model_uri", spec.ModelUri);
        check.CheckUriIsLeftOut("dataset_uri", spec.DatasetUri);
        CheckOptimization(check, spec);
        return check.Broken;
    }

    private static void CheckModel(RuleCheck check, string model)
    {
        if (Path.IsPathRooted(model))
        {
            check.CheckPath("model_uri", model, folders: false);
        }
        else
        {
            check.CheckUri("model_uri", model, "a model");
        }
    }

    private static void CheckOptimization(RuleCheck check, OptimizationSpec spec)
    {
        if (spec.Name.Length > 0)
        {
            check.CheckName("name", spec.Name);
        }

        CheckPasses(check, spec.Passes);
        check.CheckRange("max_accuracy_drop", spec.MaxAccuracyDrop, 0, 1, "leave it out for 0.005, half a point");
        check.CheckRange("calibration_rows", spec.CalibrationRows, 16, 10_000, "leave it out for 256");
    }

    private static void CheckPasses(RuleCheck check, RepeatedField<OptimizationPass> passes)
    {
        var seen = new HashSet<OptimizationPass>();
        for (var i = 0; i < passes.Count; i++)
        {
            var word = Vocabularies.Passes.WordOf(passes[i]);
            if (!Vocabularies.Passes.Knows(passes[i]))
            {
                check.Add($"passes[{i}]", $"is {word}: it must be one of {Vocabularies.Passes.Listing}");
            }
            else if (!seen.Add(passes[i]))
            {
                check.Add($"passes[{i}]", $"is {word} again: each pass runs once; remove one of the two");
            }
        }
    }
}
