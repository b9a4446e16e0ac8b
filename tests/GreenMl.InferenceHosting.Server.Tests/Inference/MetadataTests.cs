using GreenMl.Contracts.Inference;
using Grpc.Core;
using static GreenMl.InferenceHosting.Server.Tests.Requests;

namespace GreenMl.InferenceHosting.Server.Tests.Inference;

public sealed class MetadataTests
{
    [Fact]
    public async Task The_server_and_its_model_are_live_and_ready()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        Assert.True((await server.Client.ServerLiveAsync(new ServerLiveRequest())).Live);
        Assert.True((await server.Client.ServerReadyAsync(new ServerReadyRequest())).Ready);
        Assert.True((await server.Client.ModelReadyAsync(new ModelReadyRequest { Name = "mlp" })).Ready);
    }

    [Fact]
    public async Task Readiness_of_an_unknown_model_is_not_found()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        var error = await server.Client.ModelReadyAsync(new ModelReadyRequest { Name = "x" }).FailsAsync();

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task The_server_advertises_the_extensions_it_has()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        var metadata = await server.Client.ServerMetadataAsync(new ServerMetadataRequest());

        Assert.Equal("greenml", metadata.Name);
        Assert.Equal(["model_configuration", "statistics", "model_repository"], metadata.Extensions);
    }

    [Fact]
    public async Task Model_metadata_tells_what_goes_in_and_out_and_how_to_prepare_it()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        var metadata = await server.Client.ModelMetadataAsync(new ModelMetadataRequest { Name = "mlp" });

        Assert.Equal([server.Bundle.Manifest.Version], metadata.Versions);
        var input = Assert.Single(metadata.Inputs);
        Assert.Equal(("input", "FP32"), (input.Name, input.Datatype));
        Assert.Equal([-1, 16], input.Shape);
        Assert.Equal([-1, 3], Assert.Single(metadata.Outputs).Shape);
        Assert.Contains("\"owl\"", metadata.Properties["labels"]);
        Assert.Contains("\"tabular\"", metadata.Properties["preprocessing"]);
        Assert.Equal("dataset-1", metadata.Properties["dataset"]);
        Assert.Equal("parent-1", metadata.Properties["parent"]);
        Assert.Equal("model.onnx", metadata.Properties["model_file"]);
    }

    [Fact]
    public async Task The_model_configuration_leaves_the_rows_out_of_the_dims()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        var response = await server.Client.ModelConfigAsync(new ModelConfigRequest { Name = "mlp" });

        Assert.Equal(8, response.Config.MaxBatchSize);
        Assert.Equal([16], Assert.Single(response.Config.Input).Dims);
        Assert.Equal(DataType.TypeFp32, response.Config.Input[0].DataType);
        Assert.Equal([3], Assert.Single(response.Config.Output).Dims);
    }

    [Fact]
    public async Task The_configuration_of_a_model_without_rows_has_whole_shapes()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveLookupAsync);

        var response = await server.Client.ModelConfigAsync(new ModelConfigRequest { Name = "lookup" });

        Assert.Equal(0, response.Config.MaxBatchSize);
        Assert.Equal([1], Assert.Single(response.Config.Input).Dims);
    }

    [Fact]
    public async Task The_repository_holds_the_one_model()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);

        var index = await server.Client.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = true });

        var model = Assert.Single(index.Models);
        Assert.Equal(("mlp", server.Bundle.Manifest.Version, "READY"), (model.Name, model.Version, model.State));
    }

    [Fact]
    public async Task Statistics_count_rows_executions_batches_failures_and_cpu_time()
    {
        await using var server = await RunningServer.StartAsync(TestBundles.SaveMlpAsync);
        await server.Client.ModelInferAsync(ARequest(rows: 1));
        await server.Client.ModelInferAsync(ARequest(rows: 4));
        await server.Client.ModelInferAsync(ARequest(rows: 4));
        await server.Client.ModelInferAsync(new ModelInferRequest { ModelName = "mlp" }).FailsAsync();

        var response = await server.Client.ModelStatisticsAsync(new ModelStatisticsRequest());

        var statistics = Assert.Single(response.ModelStats);
        Assert.Equal((9ul, 3ul), (statistics.InferenceCount, statistics.ExecutionCount));
        Assert.Equal((3ul, 1ul), (statistics.InferenceStats.Success.Count, statistics.InferenceStats.Fail.Count));
        Assert.Equal([(1ul, 1ul), (4ul, 2ul)], statistics.BatchStats.Select(b => (b.BatchSize, b.ComputeInfer.Count)));
        Assert.True(statistics.InferenceStats.ComputeInfer.Ns > 0);
        Assert.True(statistics.LastInference > 0);
        Assert.InRange(statistics.InferenceCpuSeconds, double.Epsilon, statistics.ProcessCpuSeconds);
    }
}
