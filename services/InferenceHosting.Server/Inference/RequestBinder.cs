using Google.Protobuf.Collections;
using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Models;
using InferInputTensor = GreenMl.Contracts.Inference.ModelInferRequest.Types.InferInputTensor;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>Checks a request against the model's inputs and outputs and makes its tensors the inputs of the run.</summary>
internal static class RequestBinder
{
    // Parameters that would change the meaning of the answer; anything else is advice and may be ignored.
    private static readonly string[] UnsupportedParameters =
    [
        "sequence_id",
        "sequence_start",
        "sequence_end",
        "shared_memory_region",
        "classification",
    ];

    /// <summary>Sets every input of the run and the requested outputs of the call.</summary>
    /// <exception cref="RequestException">A value breaks a rule.</exception>
    public static void Bind(InferenceCall call)
    {
        var request = call.Request;
        call.Run.Model.CheckIdentity(request.ModelName, request.ModelVersion, "model_name", "model_version");
        CheckParameters(request.Parameters.Keys, "parameters");
        CheckTensorCounts(call);
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            BindInput(call, i);
        }

        call.RequestedOutputs = SelectOutputs(call);
    }

    private static void CheckTensorCounts(InferenceCall call)
    {
        var (request, inputs) = (call.Request, call.Run.Model.Inputs);
        var missing = inputs.Where(input => !request.Inputs.Any(tensor => tensor.Name == input.Name)).ToArray();
        if (missing.Length > 0)
        {
            throw RequestException.InvalidTensor(
                "inputs",
                $"{string.Join(", ", missing.Select(Describe))} missing; send every input of the model."
            );
        }

        var raw = call.RawInputs.Count;
        if (raw > 0 && raw != request.Inputs.Count)
        {
            throw RequestException.InvalidTensor(
                "raw_input_contents",
                $"it has {raw} entries for {request.Inputs.Count} inputs; send one per input, in their order, or none."
            );
        }
    }

    private static void BindInput(InferenceCall call, int position)
    {
        var tensor = call.Request.Inputs[position];
        var field = $"inputs[{position}]";
        var index = FindInput(call.Run, tensor, field);
        var definition = call.Run.Model.Inputs[index];
        CheckParameters(tensor.Parameters.Keys, $"{field}.parameters");
        if (tensor.Datatype != definition.Datatype.Name)
        {
            throw RequestException.InvalidTensor(
                $"{field}.datatype",
                $"it is '{tensor.Datatype}' but input '{definition.Name}' takes {definition.Datatype.Name}."
            );
        }

        var elements = CheckShape(call.Run, definition, tensor.Shape, isFirst: position == 0, $"{field}.shape");
        if (call.RawInputs.Count == 0)
        {
            BindTyped(call.Run, index, tensor, elements, $"{field}.contents");
        }
        else if (tensor.Contents is null)
        {
            BindRaw(call, index, position, elements);
        }
        else
        {
            throw RequestException.InvalidTensor(
                $"{field}.contents",
                "it is set although raw_input_contents is used; send one of the two."
            );
        }
    }

    private static int FindInput(InferenceRun run, InferInputTensor tensor, string field)
    {
        var inputs = run.Model.Inputs;
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Name != tensor.Name)
            {
                continue;
            }

            return run.HasInput(i)
                ? throw RequestException.InvalidTensor(
                    $"{field}.name",
                    $"'{tensor.Name}' was sent before; send it once."
                )
                : i;
        }

        throw RequestException.InvalidTensor(
            $"{field}.name",
            $"it is '{tensor.Name}' but the model's inputs are {string.Join(", ", inputs.Select(Describe))}."
        );
    }

    /// <summary>The number of elements of a shape that the input accepts.</summary>
    private static int CheckShape(
        InferenceRun run,
        TensorDefinition definition,
        RepeatedField<long> shape,
        bool isFirst,
        string field
    )
    {
        if (!definition.Accepts(shape) || shape.Any(size => size < 1))
        {
            throw RequestException.InvalidTensor(
                field,
                $"it is {Format(shape)} but input {Describe(definition)} takes that shape, -1 being any size above 0."
            );
        }

        if (run.Model.IsBatched)
        {
            CheckRows(run, shape[0], isFirst, field);
        }

        var elements = 1L;
        foreach (var size in shape)
        {
            elements = size > int.MaxValue ? long.MaxValue : elements * size;
            if (elements > int.MaxValue)
            {
                throw RequestException.InvalidTensor(
                    field,
                    $"{Format(shape)} has more than {int.MaxValue} elements; send smaller tensors."
                );
            }
        }

        return (int)elements;
    }

    private static void CheckRows(InferenceRun run, long rows, bool isFirst, string field)
    {
        if (rows > run.Model.MaxBatch)
        {
            throw RequestException.InvalidTensor(
                $"{field}[0]",
                $"it is {rows} but at most {run.Model.MaxBatch} rows are served at once; split the request."
            );
        }

        if (!isFirst && rows != run.Rows)
        {
            throw RequestException.InvalidTensor(
                $"{field}[0]",
                $"it is {rows} but the first input has {run.Rows} rows; every input needs the same number."
            );
        }

        run.Rows = (int)rows;
    }

    private static void BindTyped(InferenceRun run, int index, InferInputTensor tensor, int elements, string field)
    {
        var datatype = run.Model.Inputs[index].Datatype;
        var contents = new TypedContents(tensor.Contents ?? new InferTensorContents(), datatype, field);
        contents.Check(elements);
        if (datatype.IsText)
        {
            contents.ReadText(run.SetTextInput(index, [.. tensor.Shape]));
            return;
        }

        var buffer = run.Rent(checked(elements * datatype.ElementBytes));
        contents.ReadNumbers(buffer.Span);
        run.SetInput(index, buffer, [.. tensor.Shape]);
    }

    private static void BindRaw(InferenceCall call, int index, int position, int elements)
    {
        var (run, tensor, buffer) = (call.Run, call.Request.Inputs[position], call.RawInputs[position]);
        var datatype = run.Model.Inputs[index].Datatype;
        var field = $"raw_input_contents[{position}]";
        if (datatype.IsText)
        {
            RawText.Check(buffer.Span, elements, field);
            RawText.Read(buffer.Span, run.SetTextInput(index, [.. tensor.Shape]));
            return;
        }

        var expected = (long)elements * datatype.ElementBytes;
        if (buffer.Length != expected)
        {
            throw RequestException.InvalidTensor(
                field,
                $"it has {buffer.Length} bytes but {datatype.Name} {Format(tensor.Shape)} takes {expected}; send the "
                    + "elements little-endian in row-major order."
            );
        }

        // Native code may take any other value for true and false at once.
        if (datatype.Name == "BOOL" && buffer.Span.ContainsAnyExceptInRange<byte>(0, 1))
        {
            throw RequestException.InvalidTensor(field, "a byte is neither 0 nor 1; BOOL elements are one of the two.");
        }

        run.SetInput(index, buffer, [.. tensor.Shape]);
    }

    private static IReadOnlyList<TensorDefinition> SelectOutputs(InferenceCall call)
    {
        var (requested, outputs) = (call.Request.Outputs, call.Run.Model.Outputs);
        if (requested.Count == 0)
        {
            return outputs;
        }

        var selected = new List<TensorDefinition>();
        for (var i = 0; i < requested.Count; i++)
        {
            var field = $"outputs[{i}]";
            CheckParameters(requested[i].Parameters.Keys, $"{field}.parameters");
            var output =
                outputs.FirstOrDefault(output => output.Name == requested[i].Name)
                ?? throw RequestException.InvalidTensor(
                    $"{field}.name",
                    $"it is '{requested[i].Name}' but the model's outputs are "
                        + $"{string.Join(", ", outputs.Select(Describe))}."
                );
            if (selected.Contains(output))
            {
                throw RequestException.InvalidTensor($"{field}.name", $"'{output.Name}' was asked for before.");
            }

            selected.Add(output);
        }

        return selected;
    }

    private static void CheckParameters(IEnumerable<string> names, string field)
    {
        if (names.FirstOrDefault(name => UnsupportedParameters.Contains(name)) is { } unsupported)
        {
            throw RequestException.InvalidRequest(
                $"{field}.{unsupported}",
                "this server does not support it and would answer something else; leave it out."
            );
        }
    }

    private static string Describe(TensorDefinition tensor) =>
        $"'{tensor.Name}' {tensor.Datatype.Name} {Format(tensor.Shape)}";

    private static string Format(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
