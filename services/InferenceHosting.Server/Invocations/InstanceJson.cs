using System.Buffers;
using System.Text.Json;
using GreenMl.InferenceHosting.Server.Inference;
using GreenMl.InferenceHosting.Server.Models;

namespace GreenMl.InferenceHosting.Server.Invocations;

/// <summary>Reads <c>{"instances": [row, …]}</c>; a row is a number or an array of any nesting, in row-major order.</summary>
internal static class InstanceJson
{
    private const string Instances = "instances";

    /// <summary>Makes the rows of <paramref name="body"/> the input of <paramref name="run"/>.</summary>
    /// <exception cref="RequestException">The body is no such JSON or its rows don't fit the model.</exception>
    public static void Read(ReadOnlySequence<byte> body, InferenceRun run)
    {
        var input = CheckModel(run.Model);
        try
        {
            var reader = new Utf8JsonReader(body);
            SeekInstances(ref reader);
            ReadRows(ref reader, run, input);
        }
        catch (JsonException e)
        {
            throw RequestException.InvalidRequest("body", $"it is no valid JSON: {e.Message}");
        }
    }

    private static TensorDefinition CheckModel(ServedModel model) =>
        model is { IsBatched: true, Inputs: [{ HasFixedRows: true, Datatype.IsText: false } input] }
            ? input
            : throw RequestException.InvalidRequest(
                "body",
                "only models with one numeric input of rows of a fixed shape are served here; call ModelInfer by gRPC."
            );

    private static void SeekInstances(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw RequestException.InvalidRequest("body", $"it is no object; send {{\"{Instances}\": [row, …]}}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(Instances))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    return;
                }

                throw RequestException.InvalidTensor(Instances, "it is no array; send one entry per row.");
            }

            reader.Skip();
        }

        throw RequestException.InvalidTensor(Instances, $"it is missing; send {{\"{Instances}\": [row, …]}}.");
    }

    private static void ReadRows(ref Utf8JsonReader reader, InferenceRun run, TensorDefinition input)
    {
        var rowBytes = checked((int)input.RowElements * input.Datatype.ElementBytes);
        var rows = CountRows(reader);
        if (rows == 0 || rows > run.Model.MaxBatch)
        {
            throw RequestException.InvalidTensor(
                Instances,
                $"it has {rows} rows but must have 1 to {run.Model.MaxBatch}; split the request."
            );
        }

        var buffer = run.Rent(checked(rows * rowBytes));
        for (var row = 0; row < rows; row++)
        {
            reader.Read();
            ReadRow(ref reader, input, buffer.Span.Slice(row * rowBytes, rowBytes), $"{Instances}[{row}]");
        }

        run.Rows = rows;
        run.SetInput(0, buffer, [rows, .. input.Shape.AsSpan(1)]);
    }

    // The reader is a copy: the caller's stays where it is.
    private static int CountRows(Utf8JsonReader reader)
    {
        var rows = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            rows++;
            reader.Skip();
        }

        return rows;
    }

    private static void ReadRow(ref Utf8JsonReader reader, TensorDefinition input, Span<byte> target, string field)
    {
        var expected = input.RowElements;
        var depth = reader.CurrentDepth;
        var count = 0L;
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        for (var goesOn = true; goesOn; goesOn = isArray && reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray)
            {
                continue;
            }

            if (count < expected && !JsonElements.TryWrite(ref reader, input.Datatype.Element, target, (int)count))
            {
                throw RequestException.InvalidTensor(
                    $"{field}[{count}]",
                    $"the value is no {input.Datatype.Name}; send a number in its range."
                );
            }

            count++;
        }

        if (count != expected)
        {
            throw RequestException.InvalidTensor(
                field,
                $"it has {count} numbers but a row has {expected}: [{string.Join(", ", input.Shape.Skip(1))}] in "
                    + "row-major order."
            );
        }
    }
}
