using System.Text.Json;
using GreenMl.InferenceHosting.Server.Inference;
using GreenMl.InferenceHosting.Server.Models;
using Grpc.Core;
using Microsoft.ML.OnnxRuntime;

namespace GreenMl.InferenceHosting.Server.Invocations;

/// <summary>
/// Writes <c>{"predictions": [row, …]}</c>: a row is the output's nested array, or an object of them by name when the
/// model has several outputs.
/// </summary>
internal static class PredictionJson
{
    /// <exception cref="RequestException">An output has no row per input row.</exception>
    public static void Write(InferenceRun run, Utf8JsonWriter writer)
    {
        var outputs = run
            .Model.Outputs.Zip(run.Outputs, (definition, value) => new Output(definition, value))
            .ToArray();
        foreach (var output in outputs.Where(output => output.Shape.Length == 0 || output.Shape[0] != run.Rows))
        {
            throw new RequestException(
                StatusCode.InvalidArgument,
                "INVALID_REQUEST",
                "body",
                $"body: output '{output.Definition.Name}' has no row per instance; call ModelInfer by gRPC."
            );
        }

        writer.WriteStartObject();
        writer.WriteStartArray("predictions");
        for (var row = 0; row < run.Rows; row++)
        {
            WriteRow(outputs, row, writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRow(Output[] outputs, int row, Utf8JsonWriter writer)
    {
        if (outputs is [var only])
        {
            only.WriteRow(row, writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var output in outputs)
        {
            writer.WritePropertyName(output.Definition.Name);
            output.WriteRow(row, writer);
        }

        writer.WriteEndObject();
    }

    private sealed class Output(TensorDefinition definition, OrtValue value)
    {
        public TensorDefinition Definition => definition;

        public long[] Shape { get; } = value.GetTensorTypeAndShape().Shape;

        public void WriteRow(int row, Utf8JsonWriter writer)
        {
            var next = row * (int)Shape.Skip(1).Aggregate(1L, (product, size) => product * size);
            WriteNested(1, ref next, writer);
        }

        private void WriteNested(int dimension, ref int next, Utf8JsonWriter writer)
        {
            if (dimension == Shape.Length)
            {
                JsonElements.Write(value, definition.Datatype.Element, next++, writer);
                return;
            }

            writer.WriteStartArray();
            for (var i = 0L; i < Shape[dimension]; i++)
            {
                WriteNested(dimension + 1, ref next, writer);
            }

            writer.WriteEndArray();
        }
    }
}
