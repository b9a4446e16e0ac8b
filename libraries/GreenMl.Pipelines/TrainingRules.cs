using GreenMl.Contracts.Training.V1;
using GreenMl.Storage;

namespace GreenMl.Pipelines;

/// <summary>What the specification of a training job must obey. A number of 0 stands for its default.</summary>
public static class TrainingRules
{
    private const string ObjectScheme = "object://";

    /// <summary>The models that GreenMl builds itself.</summary>
    public static IReadOnlyList<string> ZooModels { get; } = ["mlp", "cnn-small", "resnet8"];

    /// <summary>Every broken rule of a job on its own, which must name its data set version.</summary>
    /// <param name="spec">The specification; null breaks a rule.</param>
    /// <param name="field">The field that holds it, for instance <c>spec</c>.</param>
    public static IReadOnlyList<BrokenRule> Check(TrainingSpec? spec, string field)
    {
        if (spec is null)
        {
            return [new(field, "is missing: it must name a data set version and a model")];
        }

        var check = new RuleCheck(field);
        check.CheckUri("dataset_uri", spec.DatasetUri, "a data set version");
        CheckTraining(check, spec);
        return check.Broken;
    }

    /// <summary>Every broken rule of the training inside a pipeline: the run fills in the data set version.</summary>
    /// <inheritdoc cref="Check" />
    public static IReadOnlyList<BrokenRule> CheckInsidePipeline(TrainingSpec? spec, string field)
    {
        if (spec is null)
        {
            return [new(field, $"is missing: it must name a model, for instance {ZooModels[1]}")];
        }

        var check = new RuleCheck(field);
        check.CheckUriIsLeftOut("dataset_uri", spec.DatasetUri);
        CheckTraining(check, spec);
        return check.Broken;
    }

    private static void CheckTraining(RuleCheck check, TrainingSpec spec)
    {
        CheckModel(check, spec.Model);
        check.CheckRange("target_accuracy", spec.TargetAccuracy, 0, 1, "leave it out to train all epochs");
        check.CheckRange("max_epochs", spec.MaxEpochs, 1, 1000, "leave it out for 20");
        check.CheckRange("batch_size", spec.BatchSize, 1, 4096, "leave it out for 64");
        check.CheckWord("optimizer", spec.Optimizer, Vocabularies.Optimizers);
        check.CheckPositive("learning_rate", spec.LearningRate, "leave it out for the optimizer's default");
        if (spec.PatienceEpochs < 0)
        {
            check.Add(
                "patience_epochs",
                $"is {spec.PatienceEpochs}: it must be 1 or more; leave it out to never lose patience"
            );
        }
    }

    private static void CheckModel(RuleCheck check, string model)
    {
        var choice = $"{string.Join(", ", ZooModels)}, the path of an .onnx file or its object URI";
        if (model.Length == 0)
        {
            check.Add("model", $"is missing: give one of {choice}");
        }
        else if (model.StartsWith(ObjectScheme, StringComparison.Ordinal))
        {
            if (!ObjectUri.TryParse(model, out _))
            {
                check.Add("model", $"is {Quoted.Text(model)}: an object URI has the form object://collection/key");
            }
        }
        else if (model.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            check.CheckPath("model", model, folders: false);
        }
        else if (!ZooModels.Contains(model))
        {
            check.Add("model", $"is {Quoted.Text(model)}: it must be one of {choice}");
        }
    }
}
