using GreenMl.Onnx;

namespace GreenMl.Training;

/// <summary>A graph as a list of operations over numbered values.</summary>
internal sealed class CompiledGraph
{
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<(int Slot, torch.Tensor Tensor)> _constants = [];
    private readonly int _input;
    private readonly int _output;

    private CompiledGraph(ModelProto model, GraphTensors tensors)
    {
        var graph = model.Graph;
        _input = Slot(OnlyInput(model));
        var constants = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var node in TopologicalOrder.Of(graph))
        {
            Compile(node, model.StandardOpset ?? Models.Opset, constants, tensors);
        }

        foreach (var name in _slots.Keys.Where(name => tensors.Find(name) is not null))
        {
            _constants.Add((_slots[name], tensors.Find(name)!));
        }

        _output = Slot(graph.Output[0].Name);
        MarkLastUses();
    }

    /// <exception cref="InvalidModelException">A node cannot be trained.</exception>
    public static CompiledGraph Of(ModelProto model, GraphTensors tensors) => new(model, tensors);

    public torch.Tensor Run(torch.Tensor batch, bool training, bool freeEarly)
    {
        var values = new torch.Tensor?[_slots.Count];
        foreach (var (slot, tensor) in _constants)
        {
            values[slot] = tensor;
        }

        values[_input] = batch;
        foreach (var step in _steps)
        {
            values[step.Output] = step.Operation([.. step.Inputs.Select(i => i < 0 ? null : values[i])], training);
            if (freeEarly)
            {
                Free(values, step.LastUses);
            }
        }

        return values[_output]!;
    }

    private static void Free(torch.Tensor?[] values, int[] slots)
    {
        foreach (var slot in slots)
        {
            values[slot]?.Dispose();
            values[slot] = null;
        }
    }

    private static string OnlyInput(ModelProto model) =>
        model.RequiredInputs is [{ } input] && input.Type.TensorType.ElemType == (int)ElementType.Float32
            ? input.Name
            : throw new InvalidModelException(
                "graph inputs",
                $"are {string.Join(", ", model.RequiredInputs.Select(input => $"'{input.Name}'"))}",
                "Training needs one float32 input"
            );

    private void Compile(NodeProto node, long opset, Dictionary<string, TensorProto> constants, GraphTensors tensors)
    {
        if (node.IsStandard && node.OpType == "Constant" && node.FindAttribute("value")?.T is { } value)
        {
            constants[node.Output[0]] = value;
            tensors.AddConstant(node.Output[0], value);
            return;
        }

        var operation = OperatorCatalog.Create(new OperatorContext(node, opset, constants));
        var inputs = node.Input.Select(input => input.Length == 0 ? -1 : Slot(input)).ToArray();
        _steps.Add(new Step(operation, inputs, Slot(node.Output[0])));
    }

    private int Slot(string value)
    {
        if (!_slots.TryGetValue(value, out var slot))
        {
            slot = _slots.Count;
            _slots[value] = slot;
        }

        return slot;
    }

    // The caller keeps the input and the output, the module the constants; the rest ends with its last reader.
    private void MarkLastUses()
    {
        var kept = _constants.Select(constant => constant.Slot).Append(_input).Append(_output).ToHashSet();
        foreach (var step in Enumerable.Reverse(_steps))
        {
            step.LastUses = [.. step.Inputs.Where(slot => slot >= 0 && kept.Add(slot)).Distinct()];
        }
    }

    private sealed record Step(Operation Operation, int[] Inputs, int Output)
    {
        public int[] LastUses { get; set; } = [];
    }
}
