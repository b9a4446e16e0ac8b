using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>Checks that model, examples and options fit together before anything is computed.</summary>
internal static class TrainingInputs
{
    /// <exception cref="ArgumentException">They do not fit; the message says what and how to mend it.</exception>
    public static void Check(ModelProto model, TrainingSet training, TrainingSet validation, TrainingOptions options)
    {
        CheckShape(model, training, nameof(training));
        CheckShape(model, validation, nameof(validation));
        if (!options.Augmentation.ChangesNothing && training.Shape.Length != 3)
        {
            throw new ArgumentException(
                $"Augmentation needs images of [channels, height, width], not [{string.Join(", ", training.Shape)}].",
                nameof(options)
            );
        }

        if (training.Labels.Distinct().Take(2).Count() < 2)
        {
            throw new ArgumentException(
                $"Every training example has label {training.Labels[0]}; a classifier needs at least two classes.",
                nameof(training)
            );
        }

        var classes = ShapeInference.Infer(model.Graph).GetValueOrDefault(model.Graph.Output[0].Name)?.Dims[^1].Size;
        CheckLabels(classes, training, nameof(training));
        CheckLabels(classes, validation, nameof(validation));
    }

    private static void CheckShape(ModelProto model, TrainingSet set, string name)
    {
        var declared = model.RequiredInputs is [var input, ..] ? TensorShape.Declared(input) : null;
        var fits =
            declared is null
            || (
                declared.Rank == set.Shape.Length + 1
                && declared
                    .Dims.Skip(1)
                    .Zip(set.Shape)
                    .All(pair => pair.First.Size is null || pair.First.Size == pair.Second)
            );
        if (!fits)
        {
            throw new ArgumentException(
                $"The {name} examples have shape [{string.Join(", ", set.Shape)}], but the model's input is {declared}.",
                name
            );
        }
    }

    private static void CheckLabels(long? classes, TrainingSet set, string name)
    {
        var (lowest, highest) = (set.Labels.Min(), set.Labels.Max());
        if (lowest < 0 || highest >= (classes ?? long.MaxValue))
        {
            throw new ArgumentException(
                $"The {name} labels go from {lowest} to {highest}, but the model has classes 0 to {classes - 1}.",
                name
            );
        }
    }
}
