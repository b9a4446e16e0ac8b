using Google.Protobuf;
using GreenMl.Bundles;
using GreenMl.InferenceHosting.Server.Models;
using GreenMl.Onnx;
using GreenMl.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.OnnxRuntime;
using static GreenMl.InferenceHosting.Server.Tests.Requests;

namespace GreenMl.InferenceHosting.Server.Tests.Models;

public sealed class ModelLoaderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_form_optimized_for_this_cpu_and_runtime_is_served()
    {
        var runtime = OrtEnv.Instance().GetVersionString();

        await using var server = await StartWithOptimizedAsync(OptimizeMlp, CpuClass.Current.Name, runtime);

        Assert.Equal("optimized.onnx", ServedFile(server));
        await using var portable = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        var expected = (await portable.Client.ModelInferAsync(ARequest())).Elements<float>();
        var actual = (await server.Client.ModelInferAsync(ARequest())).Elements<float>();
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public async Task A_form_for_another_cpu_class_is_left_alone()
    {
        var runtime = OrtEnv.Instance().GetVersionString();

        await using var server = await StartWithOptimizedAsync(OptimizeMlp, "x64-elsewhere", runtime);

        Assert.Equal("model.onnx", ServedFile(server));
    }

    [Fact]
    public async Task A_form_of_another_runtime_is_left_alone()
    {
        await using var server = await StartWithOptimizedAsync(OptimizeMlp, CpuClass.Current.Name, "1.0.0");

        Assert.Equal("model.onnx", ServedFile(server));
    }

    [Fact]
    public async Task An_optimized_form_that_does_not_load_falls_back_to_the_portable_model()
    {
        var runtime = OrtEnv.Instance().GetVersionString();
        var garbage = (string path) => File.WriteAllTextAsync(path, "no model");

        await using var server = await StartWithOptimizedAsync(garbage, CpuClass.Current.Name, runtime);

        Assert.Equal("model.onnx", ServedFile(server));
        Assert.Equal(3, (await server.Client.ModelInferAsync(ARequest())).Elements<float>().Length);
    }

    [Fact]
    public async Task A_bundle_changed_after_it_was_made_is_refused()
    {
        var error = await Assert.ThrowsAsync<InvalidBundleException>(() =>
            RunningServer.StartAsync(async folder =>
            {
                var bundle = await TestBundles.SaveMlpAsync(folder);
                var bytes = await File.ReadAllBytesAsync(bundle.ModelPath);
                bytes[^1] ^= 1;
                await File.WriteAllBytesAsync(bundle.ModelPath, bytes);
                return bundle;
            })
        );

        Assert.Contains("'model.onnx' has SHA-256", error.Message);
    }

    [Theory]
    [InlineData("x", "FP32", -1, "inputs names 'x' but the model has input", "needs an input 'input'")]
    [InlineData("input", "FP64", -1, "inputs 'input' is declared FP64 but the model's is Float")]
    [InlineData("input", "FP32", 15, "inputs 'input' is declared [-1, 15] but the model's shape is [-1, 16]")]
    public async Task A_manifest_that_does_not_describe_its_model_is_refused(
        string name,
        string datatype,
        long size,
        params string[] parts
    )
    {
        var manifest = AnMlpManifest() with { Inputs = [new TensorSpec(name, datatype, [-1, size == -1 ? 16 : size])] };

        var error = await StartFailsAsync(ModelZoo.Create("mlp", [16], 3, seed: 1), manifest);

        Assert.All(parts, part => Assert.Contains(part, error.Message));
    }

    [Fact]
    public async Task A_model_with_an_unknown_operator_is_refused()
    {
        var builder = new GraphBuilder("unknown", seed: 1);
        var x = builder.Input("input", ElementType.Float32, "N", 16);
        builder.Output(builder.Node("Teleport", [x]), "logits", ElementType.Float32, "N", 3);

        var error = await StartFailsAsync(builder.Build(), AnMlpManifest());

        Assert.Contains("can't load model.onnx", error.Message);
        Assert.Contains("Teleport", error.Message);
    }

    [Fact]
    public async Task Weights_outside_the_bundle_are_not_read()
    {
        await File.WriteAllBytesAsync(_folder.Combine("secret.bin"), new byte[3 * 16 * sizeof(float)]);
        var builder = new GraphBuilder("outside", seed: 1);
        var x = builder.Input("input", ElementType.Float32, "N", 16);
        var weight = new TensorProto
        {
            Name = "w",
            DataType = (int)ElementType.Float32,
            Dims = { 16, 3 },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData =
            {
                new StringStringEntryProto { Key = "location", Value = "../secret.bin" },
            },
        };
        builder.Output(builder.Node("MatMul", [x, builder.Initializer(weight)]), "logits", ElementType.Float32, "N", 3);
        await File.WriteAllBytesAsync(_folder.Combine("model"), builder.Build().ToByteArray());
        var sources = new Dictionary<string, string> { ["model.onnx"] = _folder.Combine("model") };
        var bundle = await ModelBundle.SaveAsync(_folder.Combine("bundle"), AnMlpManifest(), sources, default);

        var error = await Assert.ThrowsAsync<InvalidBundleException>(() =>
            RunningServer.StartAsync(_ => Task.FromResult(bundle))
        );

        Assert.Contains("can't load model.onnx", error.Message);
    }

    [Fact]
    public async Task A_truncated_model_is_refused()
    {
        var bytes = OnnxFile.ToBytes(ModelZoo.Create("mlp", [16], 3, seed: 1));
        await File.WriteAllBytesAsync(_folder.Combine("model"), bytes[..(bytes.Length / 2)]);
        var sources = new Dictionary<string, string> { ["model.onnx"] = _folder.Combine("model") };
        var bundle = await ModelBundle.SaveAsync(_folder.Combine("bundle"), AnMlpManifest(), sources, default);

        var error = await Assert.ThrowsAsync<InvalidBundleException>(() =>
            RunningServer.StartAsync(_ => Task.FromResult(bundle))
        );

        Assert.Contains("can't load model.onnx", error.Message);
    }

    private async Task<RunningServer> StartWithOptimizedAsync(
        Func<string, Task> writeOptimized,
        string cpuClass,
        string runtimeVersion
    )
    {
        var path = _folder.Combine("optimized.onnx");
        await writeOptimized(path);
        var manifest = AnMlpManifest() with
        {
            Optimized = [new OptimizedModel("optimized.onnx", cpuClass, runtimeVersion)],
        };
        var model = ModelZoo.Create("mlp", [16], 3, seed: 1);
        return await RunningServer.StartAsync(folder =>
            TestBundles.SaveAsync(folder, model, manifest, ("optimized.onnx", path))
        );
    }

    private static Task OptimizeMlp(string path)
    {
        using var settings = new SessionOptions { OptimizedModelFilePath = path };
        using var session = new InferenceSession(OnnxFile.ToBytes(ModelZoo.Create("mlp", [16], 3, seed: 1)), settings);
        return Task.CompletedTask;
    }

    private static Task<InvalidBundleException> StartFailsAsync(ModelProto model, BundleManifest manifest) =>
        Assert.ThrowsAsync<InvalidBundleException>(() =>
            RunningServer.StartAsync(folder => TestBundles.SaveAsync(folder, model, manifest))
        );

    private static BundleManifest AnMlpManifest() =>
        new()
        {
            Name = "mlp",
            Inputs = [new TensorSpec("input", "FP32", [-1, 16])],
            Outputs = [new TensorSpec("logits", "FP32", [-1, 3])],
        };

    private static string ServedFile(RunningServer server) => server.Services.GetRequiredService<ServedModel>().File;
}
