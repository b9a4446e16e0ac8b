namespace GreenMl.Onnx;

/// <summary>Reads and makes the parts around a graph: operator sets and the types of inputs and outputs.</summary>
public static class Models
{
    /// <summary>
    /// The version of the standard operators in models made here. 17 is understood by every ONNX Runtime since 1.12.
    /// </summary>
    public const int Opset = 17;

    // The IR version that belongs to opset 17 (ONNX 1.12).
    private const int IrVersion = 8;

    /// <summary>A model around <paramref name="graph"/> with the standard operators of version <see cref="Opset"/>.</summary>
    public static ModelProto Create(GraphProto graph)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "GreenMl",
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return model;
    }

    /// <summary>A tensor value for the graph's inputs and outputs. A symbolic dim is written by name.</summary>
    public static ValueInfoProto Value(string name, ElementType type, params ReadOnlySpan<Dimension> shape)
    {
        var proto = new TensorShapeProto();
        foreach (var dim in shape)
        {
            proto.Dim.Add(dim.ToProto());
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = proto },
            },
        };
    }

    extension(ModelProto model)
    {
        /// <summary>The version of the standard operators that the model imports, or null when it imports none.</summary>
        public long? StandardOpset => model.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version;

        /// <summary>The inputs that a caller must supply: graph inputs that are not initializers.</summary>
        public IReadOnlyList<ValueInfoProto> RequiredInputs
        {
            get
            {
                var initializers = model.Graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
                return [.. model.Graph.Input.Where(input => !initializers.Contains(input.Name))];
            }
        }
    }
}
