using GreenMl.Bundles;
using GreenMl.Datasets;
using GreenMl.Workers;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.ModelOptimization.Worker.Models;

/// <summary>The input and the outputs of a classifier, checked against the data set that judges it.</summary>
internal sealed record ModelSignature
{
    private readonly long[] _exampleShape;

    private ModelSignature(string inputName, long[] exampleShape, bool isBatchFixed)
    {
        InputName = inputName;
        _exampleShape = exampleShape;
        IsBatchFixed = isBatchFixed;
    }

    /// <summary>The name of the only input.</summary>
    public string InputName { get; }

    /// <summary>Whether the model takes exactly one row at a time.</summary>
    public bool IsBatchFixed { get; }

    /// <summary>The input as a bundle describes it.</summary>
    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    /// <summary>The outputs as a bundle describes them.</summary>
    public required IReadOnlyList<TensorSpec> Outputs { get; init; }

    /// <summary>The shape of an input of <paramref name="rows"/> rows.</summary>
    public long[] ShapeOf(int rows) => [rows, .. _exampleShape];

    /// <summary>Reads the signature of a loaded model.</summary>
    /// <exception cref="WorkerFailureException">The model does not classify the rows of the data set.</exception>
    public static ModelSignature Of(ModelSession session, DatasetSchema schema)
    {
        if (session.Inputs.Count != 1)
        {
            throw Invalid(
                $"has {session.Inputs.Count} inputs ({string.Join(", ", session.Inputs.Keys)})",
                "a classifier takes exactly one"
            );
        }

        var (name, input) = session.Inputs.Single();
        var shape = ExampleShape(name, input, schema);
        CheckOutput(session.OutputNames[0], session.Outputs[session.OutputNames[0]], schema);
        return new(name, shape, input.Dimensions[0] == 1)
        {
            Inputs = [new(name, "FP32", [Free(input.Dimensions[0]), .. shape])],
            Outputs = [.. session.OutputNames.Select(output => SpecOf(output, session.Outputs[output]))],
        };
    }

    private static long[] ExampleShape(string name, NodeMetadata input, DatasetSchema schema)
    {
        var dims = input.IsTensor ? input.Dimensions : [];
        if (!input.IsTensor || input.ElementType != typeof(float) || dims.Length < 2 || dims[0] is not (-1 or 1))
        {
            throw Invalid(
                $"has the input '{name}' of [{string.Join(", ", dims)}]",
                "it must be float32 with a first dimension of any size or 1, which counts the rows"
            );
        }

        long[] rows = [.. schema.Shape.Select(size => (long)size)];
        var known = dims[1..];
        if (known.Length == rows.Length && known.Zip(rows).All(pair => pair.First == -1 || pair.First == pair.Second))
        {
            return rows;
        }

        return !known.Contains(-1) && known.Aggregate(1L, (product, size) => product * size) == schema.RowLength
            ? [.. known.Select(size => (long)size)]
            : throw Invalid(
                $"takes rows of [{string.Join(", ", known)}] in its input '{name}'",
                $"the data set has rows of [{string.Join(", ", rows)}]"
            );
    }

    private static void CheckOutput(string name, NodeMetadata output, DatasetSchema schema)
    {
        var dims = output.IsTensor ? output.Dimensions : [];
        var isScores =
            output.IsTensor
            && output.ElementType == typeof(float)
            && dims.Length == 2
            && (dims[1] == -1 || dims[1] == schema.Classes.Count);
        if (!isScores)
        {
            throw Invalid(
                $"gives the first output '{name}' of [{string.Join(", ", dims)}]",
                $"it must be float32 scores of [rows, {schema.Classes.Count}], one for each class of the data set"
            );
        }
    }

    private static TensorSpec SpecOf(string name, NodeMetadata output) =>
        new(name, Datatype(name, output), [.. output.Dimensions.Select(Free)]);

    private static long Free(int size) => size < 1 ? -1 : size;

    private static string Datatype(string name, NodeMetadata output) =>
        output.IsTensor
            ? Type.GetTypeCode(output.ElementType) switch
            {
                TypeCode.Single => "FP32",
                TypeCode.Double => "FP64",
                TypeCode.Int64 => "INT64",
                TypeCode.Int32 => "INT32",
                TypeCode.Boolean => "BOOL",
                _ => throw Invalid($"gives the output '{name}' of type {output.ElementType}", "it can't be served"),
            }
            : throw Invalid($"gives the output '{name}', which is no tensor", "it can't be served");

    private static WorkerFailureException Invalid(string found, string rule) =>
        new(WorkerFailureException.InvalidModel, $"The model {found}: {rule}.");
}
