using Google.Protobuf.Collections;

namespace GreenMl.Onnx;

/// <summary>Orders nodes so that each comes after the producers of its inputs (Kahn's algorithm).</summary>
public static class TopologicalOrder
{
    /// <summary>
    /// The nodes of <paramref name="graph"/> in topological order. Nodes that may go either way keep their order, so an
    /// already sorted graph stays as it is. Values that a subgraph takes from outside count as inputs of its node.
    /// </summary>
    /// <exception cref="InvalidModelException">The nodes form a cycle.</exception>
    public static IReadOnlyList<NodeProto> Of(GraphProto graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < graph.Node.Count; i++)
        {
            foreach (var output in graph.Node[i].Output.Where(output => output.Length > 0))
            {
                producers[output] = i;
            }
        }

        return Sort(graph.Node, producers);
    }

    /// <summary>Sorts the nodes of <paramref name="graph"/> in place.</summary>
    /// <exception cref="InvalidModelException">The nodes form a cycle.</exception>
    public static void Apply(GraphProto graph)
    {
        var sorted = Of(graph);
        graph.Node.Clear();
        graph.Node.AddRange(sorted);
    }

    private static List<NodeProto> Sort(RepeatedField<NodeProto> nodes, Dictionary<string, int> producers)
    {
        var waitingFor = new int[nodes.Count];
        var dependents = new List<int>[nodes.Count];
        var ready = new PriorityQueue<int, int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var needed = Used(nodes[i]).Select(value => producers.GetValueOrDefault(value, -1)).Where(p => p >= 0);
            foreach (var producer in needed.Distinct())
            {
                (dependents[producer] ??= []).Add(i);
                waitingFor[i]++;
            }

            if (waitingFor[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }

        var sorted = new List<NodeProto>(nodes.Count);
        while (ready.TryDequeue(out var next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (var dependent in dependents[next] ?? [])
            {
                if (--waitingFor[dependent] == 0)
                {
                    ready.Enqueue(dependent, dependent);
                }
            }
        }

        return sorted.Count == nodes.Count
            ? sorted
            : throw InvalidModelException.At(
                nodes[Array.FindIndex(waitingFor, count => count > 0)],
                "is part of a cycle",
                "Break the cycle; a cycle cannot be executed"
            );
    }

    private static IEnumerable<string> Used(NodeProto node) =>
        node.Input.Concat(
            GraphWalk.Subgraphs(node).SelectMany(GraphWalk.Graphs).SelectMany(g => g.Node).SelectMany(n => n.Input)
        );
}
