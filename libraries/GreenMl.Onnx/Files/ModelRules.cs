namespace GreenMl.Onnx;

/// <summary>
/// Checks a parsed model against the structural rules of the ONNX specification (docs/IR.md: names, single assignment,
/// topological order) and against <see cref="OnnxLimits"/>.
/// </summary>
internal static class ModelRules
{
    public static void Check(ModelProto model, OnnxLimits limits)
    {
        if (model.Graph is null || model.Graph.Node.Count + model.Graph.Output.Count == 0)
        {
            throw WireScan.Malformed("model", "it has no graph");
        }

        CheckOpset(model, limits);
        CheckCounts(model.Graph, limits);
        CheckGraph(model.Graph, []);
    }

    private static void CheckOpset(ModelProto model, OnnxLimits limits)
    {
        if (model.StandardOpset is not { } version)
        {
            if (!GraphWalk.Graphs(model.Graph).SelectMany(graph => graph.Node).Any(node => node.IsStandard))
            {
                return;
            }

            throw new InvalidModelException(
                "opset_import",
                "names no version of the standard operators",
                "Copy the file again (it may be truncated) or export the model again"
            );
        }

        if (version < limits.MinOpset || version > limits.MaxOpset)
        {
            throw new InvalidModelException(
                "opset_import",
                $"version {version} of the standard operators is outside {limits.MinOpset} to {limits.MaxOpset}",
                "Convert the model with onnx.version_converter"
            );
        }
    }

    private static void CheckCounts(GraphProto graph, OnnxLimits limits)
    {
        long nodes = 0;
        long initializers = 0;
        foreach (var inner in GraphWalk.Graphs(graph))
        {
            nodes += inner.Node.Count;
            initializers += inner.Initializer.Count;
        }

        RequireAtMost(nodes, limits.MaxNodes, "nodes", nameof(limits.MaxNodes));
        RequireAtMost(initializers, limits.MaxInitializers, "initializers", nameof(limits.MaxInitializers));
    }

    private static void RequireAtMost(long count, int limit, string what, string option)
    {
        if (count > limit)
        {
            throw new InvalidModelException(
                "graph",
                $"has {count} {what}, more than the limit of {limit}",
                $"Simplify the model or raise {option}"
            );
        }
    }

    private static void CheckGraph(GraphProto graph, HashSet<string> outer)
    {
        var known = new HashSet<string>(outer, StringComparer.Ordinal);
        DefineInputs(graph, known);
        var produced = new HashSet<string>(graph.Node.SelectMany(node => node.Output), StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            CheckNode(node, known, produced);
        }

        foreach (var output in graph.Output)
        {
            Require(known.Contains(output.Name), $"graph output '{output.Name}'", "is produced by no node or input");
        }
    }

    private static void DefineInputs(GraphProto graph, HashSet<string> known)
    {
        var inputs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in graph.Input)
        {
            Require(input.Name.Length > 0, "graph input", "has no name");
            Require(inputs.Add(input.Name), $"graph input '{input.Name}'", "is declared twice");
        }

        var initializers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            Require(tensor.Name.Length > 0, "initializer", "has no name");
            Require(initializers.Add(tensor.Name), $"initializer '{tensor.Name}'", "is declared twice");
            TensorRules.Check(tensor);
        }

        known.UnionWith(inputs);
        known.UnionWith(initializers);
    }

    private static void CheckNode(NodeProto node, HashSet<string> known, HashSet<string> produced)
    {
        if (node.OpType.Length == 0)
        {
            throw InvalidModelException.At(node, "has no operator type", "Export the model again");
        }

        foreach (var input in node.Input.Where(input => input.Length > 0 && !known.Contains(input)))
        {
            throw produced.Contains(input)
                ? InvalidModelException.At(
                    node,
                    $"input '{input}' is produced by this or a later node",
                    "Sort the nodes topologically; a cycle cannot be executed"
                )
                : InvalidModelException.At(node, $"input '{input}' is produced by nothing", "Export the model again");
        }

        foreach (var attribute in node.Attribute)
        {
            CheckTensors(attribute);
        }

        foreach (var graph in GraphWalk.Subgraphs(node))
        {
            CheckGraph(graph, known);
        }

        foreach (var output in node.Output.Where(output => output.Length > 0 && !known.Add(output)))
        {
            throw InvalidModelException.At(node, $"output '{output}' has a name already in use", "Rename one of them");
        }
    }

    private static void CheckTensors(AttributeProto attribute)
    {
        foreach (var tensor in attribute.T is { } single ? attribute.Tensors.Prepend(single) : attribute.Tensors)
        {
            TensorRules.Check(tensor);
        }
    }

    private static void Require(bool holds, string place, string rule)
    {
        if (!holds)
        {
            throw new InvalidModelException(place, rule, "Export the model again");
        }
    }
}
