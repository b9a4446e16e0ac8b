using CsCheck;
using GreenMl.Testing;

namespace GreenMl.Onnx.Tests;

public sealed class OnnxFileTests
{
    private static readonly OnnxLimits AnyOpset = new() { MinOpset = 1, MaxOpset = 100 };

    [Fact]
    public async Task A_saved_model_loads_equal_and_saves_to_the_same_bytes()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Combine("model.onnx");
        var model = ATestModel.Small();
        await OnnxFile.SaveAsync(model, path, CancellationToken.None);
        var loaded = await OnnxFile.LoadAsync(path, OnnxLimits.Default, CancellationToken.None);
        Assert.Equal(model, loaded);
        Assert.Equal(await File.ReadAllBytesAsync(path), OnnxFile.ToBytes(loaded));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Zero_values_stay_written()
    {
        var model = ATestModel.Small();
        model.Graph.Node[0].Attribute.Add(Nodes.Int("zero", 0));
        model.Graph.Node[0].Domain = "";
        var loaded = OnnxFile.Load(OnnxFile.ToBytes(model));
        Assert.True(loaded.Graph.Node[0].FindAttribute("zero")!.HasI);
        Assert.True(loaded.Graph.Node[0].HasDomain);
    }

    [Fact]
    public void Every_truncation_is_refused_with_a_remedy()
    {
        var bytes = OnnxFile.ToBytes(ATestModel.Small());
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<InvalidModelException>(() => OnnxFile.Load(bytes[..length]));
            Assert.NotEmpty(error.Remedy);
        }
    }

    [Fact]
    public void Any_damage_to_a_byte_is_refused_cleanly_or_loads()
    {
        var original = OnnxFile.ToBytes(ATestModel.Small());
        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte)
            .Sample(
                (position, value) =>
                {
                    var bytes = (byte[])original.Clone();
                    bytes[position] = value;
                    try
                    {
                        OnnxFile.Load(bytes);
                    }
                    catch (InvalidModelException e)
                    {
                        Assert.NotEmpty(e.Rule);
                    }
                },
                iter: 5_000
            );
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused()
    {
        var error = Assert.Throws<InvalidModelException>(() => OnnxFile.Load("hello, world"u8.ToArray()));
        Assert.Contains("no ONNX model or is truncated", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_above_the_size_limit_is_refused_with_both_sizes()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Combine("large.onnx");
        await using (var file = File.Create(path))
        {
            file.SetLength(513L << 20);
        }

        var error = await Assert.ThrowsAsync<InvalidModelException>(() =>
            OnnxFile.LoadAsync(path, OnnxLimits.Default, CancellationToken.None)
        );
        Assert.Contains($"{513L << 20} bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{512L << 20}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() =>
            OnnxFile.LoadAsync("/nowhere/model.onnx", OnnxLimits.Default, CancellationToken.None)
        );
        Assert.Contains("/nowhere/model.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_fields_than_allowed_are_refused_before_parsing()
    {
        // Two bytes each for two million empty nodes would become objects of over 100 bytes.
        var graph = Enumerable.Repeat(new byte[] { 0x0A, 0x00 }, 2_500_000).SelectMany(bytes => bytes).ToArray();
        byte[] header = [0x3A, .. Varint(graph.Length)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var limits = new OnnxLimits { MaxFields = 2_000_000 };
        byte[] file = [.. header, .. graph];
        var error = Assert.Throws<InvalidModelException>(() => OnnxFile.Load(file, limits));
        Assert.Contains("2000000 fields", error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
    }

    [Fact]
    public void A_field_that_claims_two_gigabytes_is_refused()
    {
        byte[] file = [0x3A, .. Varint(int.MaxValue), 0x0A];
        var error = Assert.Throws<InvalidModelException>(() => OnnxFile.Load(file));
        Assert.Contains("claims 2147483647 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        byte[] message = [];
        for (var depth = 0; depth < 500; depth++)
        {
            // Attribute 5 of a node, graph 6 of an attribute, node 1 of a graph.
            message = [.. (byte[])[0x0A], .. Varint(message.Length), .. message];
            message = [.. (byte[])[0x32], .. Varint(message.Length), .. message];
            message = [.. (byte[])[0x2A], .. Varint(message.Length), .. message];
        }

        message = [.. (byte[])[0x0A], .. Varint(message.Length), .. message];
        byte[] file = [0x3A, .. Varint(message.Length), .. message];
        Assert.Throws<InvalidModelException>(() => OnnxFile.Load(file));
    }

    [RequiresDataFact("/usr/share/libonnx-testdata")]
    public async Task The_public_conformance_models_survive_a_round_trip()
    {
        var models = Directory.GetFiles("/usr/share/libonnx-testdata", "model.onnx", SearchOption.AllDirectories);
        var different = 0;
        foreach (var path in models)
        {
            var bytes = await File.ReadAllBytesAsync(path);
            var saved = OnnxFile.ToBytes(OnnxFile.Load(bytes, AnyOpset));
            Assert.Equal(bytes.Length, saved.Length);
            different += bytes.AsSpan().SequenceEqual(saved) ? 0 : 1;
        }

        // One model has a field that onnx.proto does not name before one that it does; unknown fields are written last.
        Assert.True(models.Length >= 1000);
        Assert.InRange(different, 0, 1);
    }

    [RequiresPythonFact("onnx")]
    public async Task The_reference_checker_accepts_every_zoo_model()
    {
        using var folder = new TemporaryDirectory();
        foreach (var name in ModelZoo.Names)
        {
            var path = folder.Combine($"{name}.onnx");
            await OnnxFile.SaveAsync(ModelZoo.Create(name, [1, 16, 16], 10, 1), path, CancellationToken.None);
            var script = $"import onnx; onnx.checker.check_model(onnx.load('{path}'), full_check=True)";
            using var process = System.Diagnostics.Process.Start("python3", ["-c", script]);
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
