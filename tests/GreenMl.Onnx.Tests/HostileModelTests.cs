using Google.Protobuf;
using GreenMl.Testing;
using static GreenMl.Onnx.TensorProto.Types;

namespace GreenMl.Onnx.Tests;

public sealed class HostileModelTests
{
    [Theory]
    [InlineData("dims claim more elements than the file holds", "hold")]
    [InlineData("dims overflow", "overflow")]
    [InlineData("a negative dim", "negative")]
    [InlineData("two gigabytes claimed", "2 GiB")]
    [InlineData("an unknown element type", "element type 99")]
    public void A_tensor_that_lies_about_its_size_is_refused(string lie, string expected)
    {
        var model = ATestModel.Small();
        var weight = ATestModel.Weight(model);
        switch (lie)
        {
            case "dims claim more elements than the file holds":
                weight.Dims[0] = 1_000;
                break;
            case "dims overflow":
                weight.Dims[0] = long.MaxValue;
                weight.Dims[1] = 4;
                break;
            case "a negative dim":
                weight.Dims[0] = -1;
                break;
            case "two gigabytes claimed":
                weight.Dims[0] = 1L << 30;
                break;
            default:
                weight.DataType = 99;
                break;
        }

        var error = Assert.Throws<InvalidModelException>(() => OnnxFile.Load(model.ToByteArray()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(weight.Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Typed_fields_must_hold_every_element_too()
    {
        var model = ATestModel.Small();
        var weight = ATestModel.Weight(model);
        var values = weight.ToFloats();
        weight.ClearRawData();
        weight.FloatData.AddRange(values);
        Assert.Equal(values, ATestModel.Weight(OnnxFile.Load(model.ToByteArray())).ToFloats());
        weight.FloatData.RemoveAt(0);
        Assert.Throws<InvalidModelException>(() => OnnxFile.Load(model.ToByteArray()));
    }

    [Theory]
    [InlineData("missing input", "'nowhere' is produced by nothing")]
    [InlineData("later producer", "Sort the nodes")]
    [InlineData("cycle", "cycle")]
    [InlineData("duplicate output", "already in use")]
    [InlineData("duplicate initializer", "declared twice")]
    [InlineData("duplicate graph input", "declared twice")]
    [InlineData("graph output from nowhere", "'nothing'")]
    [InlineData("no operator", "no operator type")]
    [InlineData("old opset", "version 3")]
    [InlineData("future opset", "version 900")]
    [InlineData("no opset", "names no version")]
    public void A_graph_that_breaks_a_rule_is_refused(string damage, string expected)
    {
        var model = ATestModel.Small();
        Damage(model, damage);
        var error = Assert.Throws<InvalidModelException>(() => OnnxFile.Load(model.ToByteArray()));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Node_and_initializer_counts_are_limited()
    {
        var bytes = ATestModel.Small().ToByteArray();
        var nodes = Assert.Throws<InvalidModelException>(() => OnnxFile.Load(bytes, new() { MaxNodes = 1 }));
        Assert.Contains("2 nodes, more than the limit of 1", nodes.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidModelException>(() => OnnxFile.Load(bytes, new() { MaxInitializers = 1 }));
    }

    [Fact]
    public async Task External_data_beside_the_model_is_read_into_it()
    {
        using var folder = new TemporaryDirectory();
        var (path, expected) = await WriteExternalAsync(folder, "weights.bin");
        var loaded = await OnnxFile.LoadAsync(path, OnnxLimits.Default, CancellationToken.None);
        Assert.Equal(expected, ATestModel.Weight(loaded).ToFloats());
        Assert.Equal(expected, ATestModel.Weight(OnnxFile.Load(OnnxFile.ToBytes(loaded))).ToFloats());
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../weights.bin")]
    [InlineData("sub/../../weights.bin")]
    [InlineData("..\\weights.bin")]
    [InlineData("C:\\weights.bin")]
    [InlineData("")]
    [InlineData("absent.bin")]
    public async Task External_data_outside_the_folder_is_refused(string location)
    {
        using var folder = new TemporaryDirectory();
        var (path, _) = await WriteExternalAsync(folder, "weights.bin", location);
        var error = await Assert.ThrowsAsync<InvalidModelException>(() =>
            OnnxFile.LoadAsync(path, OnnxLimits.Default, CancellationToken.None)
        );
        Assert.Contains("external data location", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link.bin")]
    [InlineData("linked/weights.bin")]
    public async Task External_data_behind_a_symbolic_link_is_refused(string location)
    {
        using var outside = new TemporaryDirectory();
        using var folder = new TemporaryDirectory();
        var (path, _) = await WriteExternalAsync(folder, "weights.bin", location);
        File.Copy(folder.Combine("weights.bin"), outside.Combine("weights.bin"));
        File.CreateSymbolicLink(folder.Combine("link.bin"), outside.Combine("weights.bin"));
        Directory.CreateSymbolicLink(folder.Combine("linked"), outside.Path);
        var error = await Assert.ThrowsAsync<InvalidModelException>(() =>
            OnnxFile.LoadAsync(path, OnnxLimits.Default, CancellationToken.None)
        );
        Assert.Contains("symbolic link", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("offset", "999999")]
    [InlineData("offset", "-1")]
    [InlineData("length", "2147483648")]
    [InlineData("length", "many")]
    public async Task A_range_that_the_data_file_does_not_have_is_refused(string key, string value)
    {
        using var folder = new TemporaryDirectory();
        var (path, _) = await WriteExternalAsync(folder, "weights.bin", extra: (key, value));
        await Assert.ThrowsAsync<InvalidModelException>(() =>
            OnnxFile.LoadAsync(path, OnnxLimits.Default, CancellationToken.None)
        );
    }

    [Fact]
    public async Task External_data_counts_towards_the_size_limit()
    {
        using var folder = new TemporaryDirectory();
        var (path, _) = await WriteExternalAsync(folder, "weights.bin");
        var limits = new OnnxLimits { MaxBytes = new FileInfo(path).Length + 10 };
        var error = await Assert.ThrowsAsync<InvalidModelException>(() =>
            OnnxFile.LoadAsync(path, limits, CancellationToken.None)
        );
        Assert.Contains("10 are left of the limit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void External_data_of_a_model_in_memory_is_refused()
    {
        var model = ATestModel.Small();
        MoveOut(ATestModel.Weight(model), "weights.bin");
        Assert.Throws<InvalidModelException>(() => OnnxFile.Load(model.ToByteArray()));
    }

    private static void Damage(ModelProto model, string damage)
    {
        var graph = model.Graph;
        switch (damage)
        {
            case "missing input":
                graph.Node[0].Input[0] = "nowhere";
                break;
            case "later producer":
                (graph.Node[0], graph.Node[1]) = (graph.Node[1], graph.Node[0]);
                break;
            case "cycle":
                graph.Node[0].Input[0] = "logits";
                break;
            case "duplicate output":
                graph.Node[1].Output[0] = graph.Node[0].Output[0];
                break;
            case "duplicate initializer":
                graph.Initializer.Add(graph.Initializer[0].Clone());
                break;
            case "duplicate graph input":
                graph.Input.Add(graph.Input[0].Clone());
                break;
            case "graph output from nowhere":
                graph.Output[0].Name = "nothing";
                break;
            case "no operator":
                graph.Node[0].ClearOpType();
                break;
            case "old opset":
                model.OpsetImport[0].Version = 3;
                break;
            case "future opset":
                model.OpsetImport[0].Version = 900;
                break;
            default:
                model.OpsetImport.Clear();
                break;
        }
    }

    private static async Task<(string Path, float[] Values)> WriteExternalAsync(
        TemporaryDirectory folder,
        string file,
        string? location = null,
        (string Key, string Value)? extra = null
    )
    {
        var model = ATestModel.Small();
        var weight = ATestModel.Weight(model);
        var values = weight.ToFloats();
        await File.WriteAllBytesAsync(folder.Combine(file), weight.RawData.ToByteArray());
        MoveOut(weight, location ?? file);
        if (extra is var (key, value))
        {
            weight.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        var path = folder.Combine("model.onnx");
        await File.WriteAllBytesAsync(path, model.ToByteArray());
        return (path, values);
    }

    private static void MoveOut(TensorProto tensor, string location)
    {
        tensor.ClearRawData();
        tensor.DataLocation = DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
    }
}
