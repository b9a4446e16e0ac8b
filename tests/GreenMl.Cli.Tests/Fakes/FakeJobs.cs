using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;
using Grpc.Core;

namespace GreenMl.Cli.Tests.Fakes;

/// <summary>The data sets and jobs that the fakes of curation, training and optimization know.</summary>
internal sealed class FakeJobs
{
    public List<Dataset> Datasets { get; } = [];

    public List<TrainingJob> Training { get; } = [];

    public List<OptimizationJob> Optimization { get; } = [];
}

/// <summary>Data sets that are curated as soon as they are watched.</summary>
internal sealed class FakeDatasets(FakeJobs jobs) : Contracts.Datasets.V1.Datasets.DatasetsBase
{
    public override Task<CreateDatasetResponse> CreateDataset(CreateDatasetRequest request, ServerCallContext context)
    {
        var dataset = new Dataset
        {
            DatasetId = $"dataset-{jobs.Datasets.Count + 1}",
            Spec = request.Spec,
            State = JobState.Queued,
        };
        jobs.Datasets.Add(dataset);
        return Task.FromResult(new CreateDatasetResponse { Dataset = dataset.Clone() });
    }

    public override Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        Task.FromResult(new GetDatasetResponse { Dataset = Find(request.DatasetId) });

    public override Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListDatasetsResponse { Datasets = { jobs.Datasets } });

    public override Task<CancelDatasetResponse> CancelDataset(CancelDatasetRequest request, ServerCallContext context)
    {
        var dataset = Find(request.DatasetId);
        dataset.State = JobState.Cancelled;
        return Task.FromResult(new CancelDatasetResponse { Dataset = dataset });
    }

    public override async Task WatchDataset(
        WatchDatasetRequest request,
        IServerStreamWriter<WatchDatasetResponse> responseStream,
        ServerCallContext context
    )
    {
        var dataset = Find(request.DatasetId);
        dataset.State = JobState.Running;
        dataset.Progress = new JobProgress { Step = "deduplicate", Fraction = 0.4 };
        await responseStream.WriteAsync(new() { Dataset = dataset.Clone() }, context.CancellationToken);
        dataset.State = JobState.Succeeded;
        dataset.Version = new DatasetVersion
        {
            Uri = "object://datasets/d1",
            SourceRows = 9000,
            TrainingRows = 5000,
            ValidationRows = 600,
            TestRows = 1800,
            Classes = 10,
            Shape = { 1, 28, 28 },
            DroppedRows = { ["exact_duplicate"] = 1000, ["near_duplicate"] = 600 },
        };
        await responseStream.WriteAsync(new() { Dataset = dataset.Clone() }, context.CancellationToken);
    }

    private Dataset Find(string id) =>
        jobs.Datasets.FirstOrDefault(dataset => dataset.DatasetId == id) ?? throw FakeErrors.NotFound("data set", id);
}

internal sealed class FakeTrainingJobs(FakeJobs jobs) : TrainingJobs.TrainingJobsBase
{
    public override Task<GetTrainingJobResponse> GetTrainingJob(
        GetTrainingJobRequest request,
        ServerCallContext context
    ) => Task.FromResult(new GetTrainingJobResponse { TrainingJob = Find(request.TrainingJobId) });

    public override Task<ListTrainingJobsResponse> ListTrainingJobs(
        ListTrainingJobsRequest request,
        ServerCallContext context
    ) => Task.FromResult(new ListTrainingJobsResponse { TrainingJobs = { jobs.Training } });

    public override Task<CancelTrainingJobResponse> CancelTrainingJob(
        CancelTrainingJobRequest request,
        ServerCallContext context
    )
    {
        var job = Find(request.TrainingJobId);
        job.State = JobState.Cancelled;
        return Task.FromResult(new CancelTrainingJobResponse { TrainingJob = job });
    }

    private TrainingJob Find(string id) =>
        jobs.Training.FirstOrDefault(job => job.TrainingJobId == id) ?? throw FakeErrors.NotFound("training job", id);
}

internal sealed class FakeOptimizationJobs(FakeJobs jobs) : OptimizationJobs.OptimizationJobsBase
{
    public override Task<GetOptimizationJobResponse> GetOptimizationJob(
        GetOptimizationJobRequest request,
        ServerCallContext context
    ) => Task.FromResult(new GetOptimizationJobResponse { OptimizationJob = Find(request.OptimizationJobId) });

    public override Task<ListOptimizationJobsResponse> ListOptimizationJobs(
        ListOptimizationJobsRequest request,
        ServerCallContext context
    ) => Task.FromResult(new ListOptimizationJobsResponse { OptimizationJobs = { jobs.Optimization } });

    public override Task<CancelOptimizationJobResponse> CancelOptimizationJob(
        CancelOptimizationJobRequest request,
        ServerCallContext context
    )
    {
        var job = Find(request.OptimizationJobId);
        job.State = JobState.Cancelled;
        return Task.FromResult(new CancelOptimizationJobResponse { OptimizationJob = job });
    }

    private OptimizationJob Find(string id) =>
        jobs.Optimization.FirstOrDefault(job => job.OptimizationJobId == id)
        ?? throw FakeErrors.NotFound("optimization job", id);
}
