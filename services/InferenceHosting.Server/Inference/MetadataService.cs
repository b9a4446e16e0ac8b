using GreenMl.Contracts.Inference;
using GreenMl.InferenceHosting.Server.Metering;
using GreenMl.InferenceHosting.Server.Models;
using Grpc.Core;

namespace GreenMl.InferenceHosting.Server.Inference;

/// <summary>The protocol's questions about the server and its model; ModelInfer is served elsewhere.</summary>
internal sealed class MetadataService(
    ServedModel model,
    InferenceStatistics statistics,
    IHostApplicationLifetime lifetime
) : GRPCInferenceService.GRPCInferenceServiceBase
{
    private bool IsReady => !lifetime.ApplicationStopping.IsCancellationRequested;

    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = IsReady });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        CheckIdentity(request.Name, request.Version);
        return Task.FromResult(new ModelReadyResponse { Ready = IsReady });
    }

    public override Task<ServerMetadataResponse> ServerMetadata(
        ServerMetadataRequest request,
        ServerCallContext context
    ) =>
        Task.FromResult(
            new ServerMetadataResponse
            {
                Name = "greenml",
                Version = typeof(MetadataService).Assembly.GetName().Version?.ToString(3) ?? "",
                Extensions = { "model_configuration", "statistics", "model_repository" },
            }
        );

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        CheckIdentity(request.Name, request.Version);
        return Task.FromResult(ModelDescription.ToMetadata(model));
    }

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context)
    {
        CheckIdentity(request.Name, request.Version);
        return Task.FromResult(new ModelConfigResponse { Config = ModelDescription.ToConfig(model) });
    }

    public override Task<ModelStatisticsResponse> ModelStatistics(
        ModelStatisticsRequest request,
        ServerCallContext context
    )
    {
        if (request.Name.Length > 0)
        {
            CheckIdentity(request.Name, request.Version);
        }

        var wire = StatisticsMessage.Create(model, statistics.Read());
        return Task.FromResult(new ModelStatisticsResponse { ModelStats = { wire } });
    }

    public override Task<RepositoryIndexResponse> RepositoryIndex(
        RepositoryIndexRequest request,
        ServerCallContext context
    )
    {
        var response = new RepositoryIndexResponse();
        if (IsReady || !request.Ready)
        {
            response.Models.Add(
                new RepositoryIndexResponse.Types.ModelIndex
                {
                    Name = model.Manifest.Name,
                    Version = model.Manifest.Version,
                    State = IsReady ? "READY" : "UNAVAILABLE",
                    Reason = IsReady ? "" : "the server is stopping",
                }
            );
        }

        return Task.FromResult(response);
    }

    private void CheckIdentity(string name, string version)
    {
        try
        {
            model.CheckIdentity(name, version, "name", "version");
        }
        catch (RequestException e)
        {
            throw e.ToRpcException();
        }
    }
}
