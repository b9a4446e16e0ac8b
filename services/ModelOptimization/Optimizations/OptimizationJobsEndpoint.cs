using GreenMl.Contracts.Optimization.V1;
using GreenMl.Jobs;
using Grpc.Core;
using Job = GreenMl.Jobs.Job<
    GreenMl.Contracts.Optimization.V1.OptimizationSpec,
    GreenMl.Contracts.Optimization.V1.OptimizedModel
>;

namespace GreenMl.ModelOptimization.Optimizations;

/// <summary>The wire of optimization jobs.</summary>
internal sealed class OptimizationJobsEndpoint(JobRequests<OptimizationSpec, OptimizedModel> requests)
    : OptimizationJobs.OptimizationJobsBase
{
    public override async Task<CreateOptimizationJobResponse> CreateOptimizationJob(
        CreateOptimizationJobRequest request,
        ServerCallContext context
    )
    {
        var job = await requests.CreateAsync(request.IdempotencyKey, request.Spec, context.CancellationToken);
        return new() { OptimizationJob = ToWire(job) };
    }

    public override async Task<GetOptimizationJobResponse> GetOptimizationJob(
        GetOptimizationJobRequest request,
        ServerCallContext context
    ) =>
        new()
        {
            OptimizationJob = ToWire(await requests.GetAsync(request.OptimizationJobId, context.CancellationToken)),
        };

    public override async Task<ListOptimizationJobsResponse> ListOptimizationJobs(
        ListOptimizationJobsRequest request,
        ServerCallContext context
    )
    {
        var (jobs, next) = await requests.ListAsync(request.PageSize, request.PageToken, context.CancellationToken);
        return new() { OptimizationJobs = { jobs.Select(ToWire) }, NextPageToken = next };
    }

    public override async Task<CancelOptimizationJobResponse> CancelOptimizationJob(
        CancelOptimizationJobRequest request,
        ServerCallContext context
    ) =>
        new()
        {
            OptimizationJob = ToWire(await requests.CancelAsync(request.OptimizationJobId, context.CancellationToken)),
        };

    public override async Task WatchOptimizationJob(
        WatchOptimizationJobRequest request,
        IServerStreamWriter<WatchOptimizationJobResponse> responseStream,
        ServerCallContext context
    )
    {
        var states = await requests.WatchAsync(request.OptimizationJobId, context.CancellationToken);
        await foreach (var job in states.WithCancellation(context.CancellationToken))
        {
            await responseStream.WriteAsync(new() { OptimizationJob = ToWire(job) }, context.CancellationToken);
        }
    }

    private OptimizationJob ToWire(Job job) =>
        new()
        {
            OptimizationJobId = job.Id.ToString(),
            RunId = job.RunId?.ToString() ?? "",
            Spec = job.Spec,
            State = job.State,
            Progress = requests.Progress(job),
            Result = job.Result,
            Failure = job.Failure,
            Measurements = { job.Measurements },
            Attempts = job.Attempts,
            CreatedAt = JobTimes.ToWire(job.CreatedAt),
            StartedAt = JobTimes.ToWire(job.StartedAt),
            FinishedAt = JobTimes.ToWire(job.FinishedAt),
        };
}
