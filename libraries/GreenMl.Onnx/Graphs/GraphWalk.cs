namespace GreenMl.Onnx;

/// <summary>Enumerates what a graph holds, subgraphs of control-flow nodes included.</summary>
internal static class GraphWalk
{
    /// <summary>The graph and every graph inside it.</summary>
    public static IEnumerable<GraphProto> Graphs(GraphProto graph)
    {
        yield return graph;
        foreach (var inner in graph.Node.SelectMany(Subgraphs).SelectMany(Graphs))
        {
            yield return inner;
        }
    }

    /// <summary>The graphs that a node holds as attributes (If, Loop, Scan).</summary>
    public static IEnumerable<GraphProto> Subgraphs(NodeProto node) =>
        node.Attribute.SelectMany(attribute =>
            attribute.G is { } graph ? attribute.Graphs.Prepend(graph) : attribute.Graphs
        );

    /// <summary>Every initializer and every tensor attribute.</summary>
    public static IEnumerable<TensorProto> Tensors(GraphProto graph) =>
        Graphs(graph).SelectMany(g => g.Initializer.Concat(g.Node.SelectMany(AttributeTensors)));

    private static IEnumerable<TensorProto> AttributeTensors(NodeProto node) =>
        node.Attribute.SelectMany(attribute =>
            attribute.T is { } tensor ? attribute.Tensors.Prepend(tensor) : attribute.Tensors
        );
}
