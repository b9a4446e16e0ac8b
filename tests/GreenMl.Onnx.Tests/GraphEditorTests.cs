namespace GreenMl.Onnx.Tests;

public sealed class GraphEditorTests
{
    [Fact]
    public void Producers_and_consumers_are_found_by_value()
    {
        var graph = ATestModel.Small().Graph;
        var editor = new GraphEditor(graph);
        Assert.Same(graph.Node[0], editor.Producer(graph.Node[1].Input[0]));
        Assert.Same(graph.Node[1], Assert.Single(editor.Consumers(graph.Node[0].Output[0])));
        Assert.Null(editor.Producer("input"));
        Assert.NotNull(editor.Initializer(graph.Node[0].Input[1]));
    }

    [Fact]
    public void A_bypassed_node_at_the_end_passes_the_name_of_the_graph_output_on()
    {
        var graph = ATestModel.Small().Graph;
        var editor = new GraphEditor(graph);
        editor.Bypass(graph.Node[1], graph.Node[0].Output[0]);
        editor.Finish();
        Assert.Equal("logits", Assert.Single(graph.Node).Output[0]);
    }

    [Fact]
    public void A_bypassed_node_in_the_middle_connects_its_readers_to_its_input()
    {
        var graph = ModelZoo.Create("resnet8", [3, 8, 8], 10, 1).Graph;
        var editor = new GraphEditor(graph);
        var normalization = graph.Node.First(node => node.OpType == "BatchNormalization");
        var readers = editor.Consumers(normalization.Output[0]);
        editor.Bypass(normalization, normalization.Input[0]);
        editor.Finish();
        Assert.All(readers, reader => Assert.Contains(normalization.Input[0], reader.Input));
        Assert.DoesNotContain(graph.Initializer, tensor => tensor.Name == normalization.Input[1]);
    }

    [Fact]
    public void Inserted_nodes_are_sorted_before_their_readers()
    {
        var graph = ATestModel.Small().Graph;
        var editor = new GraphEditor(graph);
        var output = editor.UniqueName("identity");
        var first = graph.Node[0];
        var inserted = Nodes.Create("Identity", ["input"], [output]);
        editor.Redirect("input", output);
        editor.Add(inserted);
        editor.Finish();
        Assert.Same(inserted, graph.Node[0]);
        Assert.Equal(output, first.Input[0]);
        OnnxFile.Load(OnnxFile.ToBytes(Models.Create(graph)));
    }

    [Fact]
    public void A_replaced_node_is_gone_and_its_replacements_take_over()
    {
        var graph = ATestModel.Small().Graph;
        var editor = new GraphEditor(graph);
        var relu = graph.Node[1];
        editor.Replace(relu, Nodes.Create("Sigmoid", [relu.Input[0]], ["logits"]));
        editor.Finish();
        Assert.Equal(["Gemm", "Sigmoid"], graph.Node.Select(node => node.OpType));
    }

    [Fact]
    public void Nodes_of_equal_content_are_not_mistaken_for_each_other()
    {
        var graph = ATestModel.Small().Graph;
        var editor = new GraphEditor(graph);
        var side = editor.Add(Nodes.Create("Relu", ["input"], [""]));
        var twin = editor.Add(side.Clone());
        editor.Remove(twin);
        Assert.Contains(graph.Node, node => ReferenceEquals(node, side));
        Assert.DoesNotContain(graph.Node, node => ReferenceEquals(node, twin));
    }

    [Fact]
    public void Finish_drops_chains_that_nothing_reads()
    {
        var graph = ATestModel.Small().Graph;
        var editor = new GraphEditor(graph);
        editor.SetInitializer(Tensors.Float32("unused", [1], 1));
        editor.Add(Nodes.Create("Relu", ["input"], ["a"]));
        editor.Add(Nodes.Create("Relu", ["a"], ["b"]));
        editor.Finish();
        Assert.Equal(2, graph.Node.Count);
        Assert.DoesNotContain(graph.Initializer, tensor => tensor.Name == "unused");
    }

    [Fact]
    public void Finish_names_a_reader_whose_producer_was_removed()
    {
        var graph = ATestModel.Small().Graph;
        var editor = new GraphEditor(graph);
        editor.Remove(graph.Node[0]);
        var error = Assert.Throws<InvalidModelException>(editor.Finish);
        Assert.Contains("(Relu)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unique_names_never_repeat()
    {
        var editor = new GraphEditor(ATestModel.Small().Graph);
        Assert.Equal("input_2", editor.UniqueName("input"));
        Assert.Equal("input_3", editor.UniqueName("input"));
    }

    [Fact]
    public void SetInitializer_replaces_the_tensor_of_the_same_name()
    {
        var model = ATestModel.Small();
        var editor = new GraphEditor(model.Graph);
        var name = ATestModel.Weight(model).Name;
        editor.SetInitializer(Tensors.Float32(name, new float[12], 3, 4));
        Assert.Equal(new float[12], ATestModel.Weight(model).ToFloats());
    }

    [Fact]
    public void A_cycle_cannot_be_sorted()
    {
        var graph = new GraphProto();
        graph.Node.Add(Nodes.Create("Relu", ["b"], ["a"]));
        graph.Node.Add(Nodes.Create("Relu", ["a"], ["b"]));
        Assert.Throws<InvalidModelException>(() => TopologicalOrder.Of(graph));
    }

    [Fact]
    public void A_sorted_graph_keeps_its_order_and_a_shuffled_one_regains_a_valid_one()
    {
        var model = ModelZoo.Create("resnet8", [3, 16, 16], 10, 1);
        var nodes = model.Graph.Node.ToList();
        Assert.Equal(nodes, TopologicalOrder.Of(model.Graph));
        var order = Enumerable.Range(0, nodes.Count).ToArray();
        new SplitMix64(3).Shuffle(order);
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(order.Select(i => nodes[i]));
        TopologicalOrder.Apply(model.Graph);
        OnnxFile.Load(OnnxFile.ToBytes(model));
    }
}
