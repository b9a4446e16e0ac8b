using GreenMl.Contracts.Datasets.V1;
using GreenMl.Jobs;
using Grpc.Core;
using DatasetJob = GreenMl.Jobs.Job<
    GreenMl.Contracts.Datasets.V1.DatasetSpec,
    GreenMl.Contracts.Datasets.V1.DatasetVersion
>;
using WireDatasets = GreenMl.Contracts.Datasets.V1.Datasets;

namespace GreenMl.DataCuration.Datasets;

/// <summary>The wire of data sets.</summary>
internal sealed class DatasetsEndpoint(JobRequests<DatasetSpec, DatasetVersion> requests) : WireDatasets.DatasetsBase
{
    public override async Task<CreateDatasetResponse> CreateDataset(
        CreateDatasetRequest request,
        ServerCallContext context
    )
    {
        var job = await requests.CreateAsync(request.IdempotencyKey, request.Spec, context.CancellationToken);
        return new() { Dataset = ToWire(job) };
    }

    public override async Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        new() { Dataset = ToWire(await requests.GetAsync(request.DatasetId, context.CancellationToken)) };

    public override async Task<ListDatasetsResponse> ListDatasets(
        ListDatasetsRequest request,
        ServerCallContext context
    )
    {
        var (jobs, next) = await requests.ListAsync(request.PageSize, request.PageToken, context.CancellationToken);
        return new() { Datasets = { jobs.Select(ToWire) }, NextPageToken = next };
    }

    public override async Task<CancelDatasetResponse> CancelDataset(
        CancelDatasetRequest request,
        ServerCallContext context
    ) => new() { Dataset = ToWire(await requests.CancelAsync(request.DatasetId, context.CancellationToken)) };

    public override async Task WatchDataset(
        WatchDatasetRequest request,
        IServerStreamWriter<WatchDatasetResponse> responseStream,
        ServerCallContext context
    )
    {
        var states = await requests.WatchAsync(request.DatasetId, context.CancellationToken);
        await foreach (var job in states.WithCancellation(context.CancellationToken))
        {
            await responseStream.WriteAsync(new() { Dataset = ToWire(job) }, context.CancellationToken);
        }
    }

    private Dataset ToWire(DatasetJob job) =>
        new()
        {
            DatasetId = job.Id.ToString(),
            RunId = job.RunId?.ToString() ?? "",
            Spec = job.Spec,
            State = job.State,
            Progress = requests.Progress(job),
            Version = job.Result,
            Failure = job.Failure,
            Measurements = { job.Measurements },
            Attempts = job.Attempts,
            CreatedAt = JobTimes.ToWire(job.CreatedAt),
            StartedAt = JobTimes.ToWire(job.StartedAt),
            FinishedAt = JobTimes.ToWire(job.FinishedAt),
        };
}
