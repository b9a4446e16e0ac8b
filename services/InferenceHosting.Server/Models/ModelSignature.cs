using GreenMl.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.InferenceHosting.Server.Models;

/// <summary>Compares what a manifest promises with what the model in the session takes and gives.</summary>
internal static class ModelSignature
{
    /// <exception cref="InvalidBundleException">A tensor differs; the message names each.</exception>
    public static void Check(ModelBundle bundle, InferenceSession session)
    {
        var manifest = bundle.Manifest;
        string[] problems =
        [
            .. FindProblems("inputs", manifest.Inputs, session.InputMetadata),
            .. FindProblems("outputs", manifest.Outputs, session.OutputMetadata),
            .. session
                .InputNames.Except(manifest.Inputs.Select(input => input.Name), StringComparer.Ordinal)
                .Select(name => $"The model needs an input '{name}' that the manifest lacks; add it to inputs."),
        ];
        if (problems.Length > 0)
        {
            throw new InvalidBundleException(bundle.Folder, problems);
        }
    }

    private static IEnumerable<string> FindProblems(
        string field,
        IEnumerable<TensorSpec> specs,
        IReadOnlyDictionary<string, NodeMetadata> actual
    )
    {
        foreach (var spec in specs)
        {
            if (!actual.TryGetValue(spec.Name, out var tensor))
            {
                yield return $"{field} names '{spec.Name}' but the model has {string.Join(", ", actual.Keys)}.";
            }
            else if (!tensor.IsTensor || tensor.ElementDataType != TensorDatatype.Of(spec.Datatype).Element)
            {
                yield return $"{field} '{spec.Name}' is declared {spec.Datatype} but the model's is "
                    + $"{(tensor.IsTensor ? tensor.ElementDataType : tensor.OnnxValueType)}.";
            }
            else if (!Fits(spec.Shape, tensor.Dimensions))
            {
                yield return $"{field} '{spec.Name}' is declared [{string.Join(", ", spec.Shape)}] but the model's shape "
                    + $"is [{string.Join(", ", tensor.Dimensions)}].";
            }
        }
    }

    // A manifest may fix what the graph leaves open; a graph without shapes tells nothing.
    private static bool Fits(IReadOnlyList<long> declared, int[] actual) =>
        actual.Length == 0
        || (
            declared.Count == actual.Length
            && declared.Zip(actual).All(pair => pair.Second == -1 || pair.First == pair.Second)
        );
}
