using GreenMl.Contracts.Training.V1;
using GreenMl.Jobs;
using Grpc.Core;
using Job = GreenMl.Jobs.Job<GreenMl.Contracts.Training.V1.TrainingSpec, GreenMl.Contracts.Training.V1.TrainedModel>;

namespace GreenMl.TrainingOrchestration.Jobs;

/// <summary>The wire of training jobs.</summary>
internal sealed class TrainingJobsEndpoint(JobRequests<TrainingSpec, TrainedModel> requests)
    : TrainingJobs.TrainingJobsBase
{
    public override async Task<CreateTrainingJobResponse> CreateTrainingJob(
        CreateTrainingJobRequest request,
        ServerCallContext context
    )
    {
        var job = await requests.CreateAsync(request.IdempotencyKey, request.Spec, context.CancellationToken);
        return new() { TrainingJob = ToWire(job) };
    }

    public override async Task<GetTrainingJobResponse> GetTrainingJob(
        GetTrainingJobRequest request,
        ServerCallContext context
    ) => new() { TrainingJob = ToWire(await requests.GetAsync(request.TrainingJobId, context.CancellationToken)) };

    public override async Task<ListTrainingJobsResponse> ListTrainingJobs(
        ListTrainingJobsRequest request,
        ServerCallContext context
    )
    {
        var (jobs, next) = await requests.ListAsync(request.PageSize, request.PageToken, context.CancellationToken);
        return new() { TrainingJobs = { jobs.Select(ToWire) }, NextPageToken = next };
    }

    public override async Task<CancelTrainingJobResponse> CancelTrainingJob(
        CancelTrainingJobRequest request,
        ServerCallContext context
    ) => new() { TrainingJob = ToWire(await requests.CancelAsync(request.TrainingJobId, context.CancellationToken)) };

    public override async Task WatchTrainingJob(
        WatchTrainingJobRequest request,
        IServerStreamWriter<WatchTrainingJobResponse> responseStream,
        ServerCallContext context
    )
    {
        var states = await requests.WatchAsync(request.TrainingJobId, context.CancellationToken);
        await foreach (var job in states.WithCancellation(context.CancellationToken))
        {
            await responseStream.WriteAsync(new() { TrainingJob = ToWire(job) }, context.CancellationToken);
        }
    }

    private TrainingJob ToWire(Job job) =>
        new()
        {
            TrainingJobId = job.Id.ToString(),
            RunId = job.RunId?.ToString() ?? "",
            Spec = job.Spec,
            State = job.State,
            Progress = requests.Progress(job),
            Model = job.Result,
            Failure = job.Failure,
            Measurements = { job.Measurements },
            Attempts = job.Attempts,
            CreatedAt = JobTimes.ToWire(job.CreatedAt),
            StartedAt = JobTimes.ToWire(job.StartedAt),
            FinishedAt = JobTimes.ToWire(job.FinishedAt),
        };
}
