namespace GreenMl.Onnx;

/// <summary>
/// Edits a graph while keeping an index of producers and consumers. Edits go straight into the graph; nodes are appended
/// where they fall, so call <see cref="Finish"/> at the end to sort them and to drop what nothing uses. The graph must
/// not be changed around the editor. Not for graphs with subgraphs. Not thread-safe.
/// </summary>
public sealed class GraphEditor
{
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _consumers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _initializers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Indexes <paramref name="graph"/>.</summary>
    /// <exception cref="InvalidModelException">A node holds a subgraph.</exception>
    public GraphEditor(GraphProto graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Graph = graph;
        foreach (var tensor in graph.Initializer)
        {
            _initializers[tensor.Name] = tensor;
            _names.Add(tensor.Name);
        }

        _names.UnionWith(graph.Input.Select(input => input.Name));
        foreach (var node in graph.Node)
        {
            Index(node);
        }
    }

    /// <summary>The graph being edited.</summary>
    public GraphProto Graph { get; }

    /// <summary>The node that produces <paramref name="value"/>, or null for an input or initializer.</summary>
    public NodeProto? Producer(string value) => _producers.GetValueOrDefault(value);

    /// <summary>The nodes that read <paramref name="value"/>, each once. Graph outputs are not among them.</summary>
    public IReadOnlyList<NodeProto> Consumers(string value) =>
        _consumers.TryGetValue(value, out var nodes) ? nodes.Distinct(ByReference).ToList() : [];

    /// <summary>The only reader of <paramref name="value"/>, or null when there are none, several, or a graph output.</summary>
    public NodeProto? OnlyConsumer(string value) =>
        !IsOutput(value) && Consumers(value) is [var single] ? single : null;

    /// <summary>The constant called <paramref name="value"/>, or null.</summary>
    public TensorProto? Initializer(string value) => _initializers.GetValueOrDefault(value);

    /// <summary>Whether <paramref name="value"/> is an output of the graph.</summary>
    public bool IsOutput(string value) => Graph.Output.Any(output => output.Name == value);

    /// <summary>
    /// <paramref name="stem"/> itself when no value has that name, else the stem with a number. The name is taken from
    /// then on.
    /// </summary>
    public string UniqueName(string stem)
    {
        var name = stem;
        for (var i = 2; !_names.Add(name); i++)
        {
            name = $"{stem}_{i}";
        }

        return name;
    }

    /// <summary>Adds a constant, or replaces the one of the same name. Returns its name.</summary>
    public string SetInitializer(TensorProto tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (_initializers.TryGetValue(tensor.Name, out var old))
        {
            Graph.Initializer[IndexOf(Graph.Initializer, old)] = tensor;
        }
        else
        {
            Graph.Initializer.Add(tensor);
        }

        _initializers[tensor.Name] = tensor;
        _names.Add(tensor.Name);
        return tensor.Name;
    }

    /// <summary>Adds a node. Returns it.</summary>
    public NodeProto Add(NodeProto node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Graph.Node.Add(node);
        Index(node);
        return node;
    }

    /// <summary>Removes a node. Its outputs must have no reader left when <see cref="Finish"/> is called.</summary>
    public void Remove(NodeProto node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Graph.Node.RemoveAt(IndexOf(Graph.Node, node));
        foreach (var output in node.Output.Where(output => ReferenceEquals(Producer(output), node)))
        {
            _producers.Remove(output);
        }

        foreach (var input in node.Input)
        {
            _consumers.GetValueOrDefault(input)?.RemoveAll(reader => ReferenceEquals(reader, node));
        }
    }

    /// <summary>
    /// Removes a node and lets its readers read <paramref name="value"/> instead of its first output. When that output is
    /// a graph output, the producer of <paramref name="value"/> takes over its name.
    /// </summary>
    /// <exception cref="InvalidModelException">The output is a graph output and no node produces <paramref name="value"/>.</exception>
    public void Bypass(NodeProto node, string value)
    {
        ArgumentNullException.ThrowIfNull(node);
        var output = node.Output[0];
        Remove(node);
        if (!IsOutput(output))
        {
            Redirect(output, value);
            return;
        }

        if (Producer(value) is null || IsOutput(value))
        {
            throw InvalidModelException.At(
                node,
                $"gives graph output '{output}' and '{value}' cannot take its name",
                "Keep the node"
            );
        }

        RenameValue(value, output);
    }

    /// <summary>Puts <paramref name="replacements"/> in the place of <paramref name="node"/>.</summary>
    public void Replace(NodeProto node, params ReadOnlySpan<NodeProto> replacements)
    {
        Remove(node);
        foreach (var replacement in replacements)
        {
            Add(replacement);
        }
    }

    /// <summary>Lets every reader of <paramref name="from"/> read <paramref name="to"/>. Graph outputs stay as they are.</summary>
    public void Redirect(string from, string to)
    {
        foreach (var reader in Consumers(from))
        {
            RedirectIn(reader, from, to);
        }
    }

    /// <summary>Lets one node read <paramref name="to"/> where it read <paramref name="from"/>.</summary>
    public void RedirectIn(NodeProto node, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(node);
        for (var i = 0; i < node.Input.Count; i++)
        {
            if (node.Input[i] == from)
            {
                SetInput(node, i, to);
            }
        }
    }

    /// <summary>Changes one input of a node. An index just behind the last input adds one.</summary>
    public void SetInput(NodeProto node, int index, string value)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (index == node.Input.Count)
        {
            node.Input.Add(value);
        }
        else
        {
            var readers = _consumers.GetValueOrDefault(node.Input[index]);
            var position = readers?.FindIndex(reader => ReferenceEquals(reader, node)) ?? -1;
            if (position >= 0)
            {
                readers!.RemoveAt(position);
            }

            node.Input[index] = value;
        }

        ConsumersOf(value).Add(node);
    }

    /// <summary>Renames the value that a node produces, in its producer, its readers and the graph's outputs.</summary>
    /// <exception cref="InvalidModelException">No node produces <paramref name="from"/>, or <paramref name="to"/> is produced.</exception>
    public void RenameValue(string from, string to)
    {
        if (Producer(from) is not { } producer || Producer(to) is not null)
        {
            throw new InvalidModelException(
                $"value '{from}'",
                $"cannot become '{to}': a node must produce the first and none the second",
                "Choose another name"
            );
        }

        producer.Output[producer.Output.IndexOf(from)] = to;
        _producers.Remove(from);
        _producers[to] = producer;
        _names.Add(to);
        Redirect(from, to);
        foreach (var output in Graph.Output.Where(output => output.Name == from))
        {
            output.Name = to;
        }
    }

    /// <summary>
    /// Removes nodes whose outputs nothing reads, initializers that nothing reads and declared types of values that are
    /// gone, and sorts the nodes.
    /// </summary>
    /// <exception cref="InvalidModelException">The edited graph has a cycle or reads a value that nothing produces.</exception>
    public void Finish()
    {
        RemoveDeadNodes();
        foreach (var unused in Graph.Initializer.Where(t => Consumers(t.Name).Count == 0 && !IsOutput(t.Name)).ToList())
        {
            Graph.Initializer.RemoveAt(IndexOf(Graph.Initializer, unused));
            _initializers.Remove(unused.Name);
        }

        foreach (var stale in Graph.ValueInfo.Where(v => Producer(v.Name) is null).ToList())
        {
            Graph.ValueInfo.Remove(stale);
        }

        RequireProducers();
        TopologicalOrder.Apply(Graph);
    }

    private static IEqualityComparer<NodeProto> ByReference => ReferenceEqualityComparer.Instance;

    private void RemoveDeadNodes()
    {
        var candidates = new Stack<NodeProto>(Graph.Node);
        while (candidates.TryPop(out var node))
        {
            var isDead = node.Output.All(output => Consumers(output).Count == 0 && !IsOutput(output));
            if (!isDead || IndexOf(Graph.Node, node) < 0)
            {
                continue;
            }

            Remove(node);
            foreach (var producer in node.Input.Select(Producer).OfType<NodeProto>())
            {
                candidates.Push(producer);
            }
        }
    }

    private void RequireProducers()
    {
        var inputs = Graph.Input.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        bool IsKnown(string value) =>
            value.Length == 0
            || _producers.ContainsKey(value)
            || _initializers.ContainsKey(value)
            || inputs.Contains(value);

        foreach (var node in Graph.Node)
        {
            if (node.Input.FirstOrDefault(input => !IsKnown(input)) is { } missing)
            {
                throw InvalidModelException.At(
                    node,
                    $"reads '{missing}', which nothing produces after the edit",
                    "Redirect its readers before removing the producer"
                );
            }
        }
    }

    private void Index(NodeProto node)
    {
        if (GraphWalk.Subgraphs(node).Any())
        {
            throw InvalidModelException.At(node, "holds a subgraph, which cannot be edited", "Remove control flow");
        }

        foreach (var output in node.Output.Where(output => output.Length > 0))
        {
            _producers[output] = node;
            _names.Add(output);
        }

        foreach (var input in node.Input.Where(input => input.Length > 0))
        {
            ConsumersOf(input).Add(node);
        }
    }

    private List<NodeProto> ConsumersOf(string value)
    {
        if (!_consumers.TryGetValue(value, out var readers))
        {
            _consumers[value] = readers = [];
        }

        return readers;
    }

    // Protobuf messages compare by content: equal nodes or tensors would be mistaken for each other.
    private static int IndexOf<T>(IList<T> items, T item)
        where T : class
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (ReferenceEquals(items[i], item))
            {
                return i;
            }
        }

        return -1;
    }
}
