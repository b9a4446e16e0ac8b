using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Cli.Jobs;

/// <summary>A call about the job with an id.</summary>
internal delegate Task<JobRow> JobCall(Session session, string id, CancellationToken cancellationToken);

/// <summary>Reads a page of jobs of a size after a token: its jobs and the token of the next page.</summary>
internal delegate Task<(IEnumerable<JobRow> Entries, string Next)> JobPageCall(
    Session session,
    int size,
    string token,
    CancellationToken cancellationToken
);

/// <summary>The jobs of one phase: training or optimization.</summary>
internal sealed record JobPhase
{
    public const string Training = "training";
    public const string Optimization = "optimization";

    public required JobCall GetAsync { get; init; }

    public required JobCall CancelAsync { get; init; }

    public required JobPageCall ListAsync { get; init; }

    /// <summary>Both phases by name.</summary>
    public static IReadOnlyDictionary<string, JobPhase> All { get; } =
        new Dictionary<string, JobPhase> { [Training] = TrainingPhase(), [Optimization] = OptimizationPhase() };

    private static JobPhase TrainingPhase() =>
        new()
        {
            GetAsync = async (session, id, token) =>
            {
                var client = await session.TrainingAsync(token);
                var request = new GetTrainingJobRequest { TrainingJobId = id };
                return JobRow.Of((await client.GetTrainingJobAsync(request, cancellationToken: token)).TrainingJob);
            },
            CancelAsync = async (session, id, token) =>
            {
                var client = await session.TrainingAsync(token);
                var request = new CancelTrainingJobRequest { TrainingJobId = id };
                return JobRow.Of((await client.CancelTrainingJobAsync(request, cancellationToken: token)).TrainingJob);
            },
            ListAsync = async (session, size, page, token) =>
            {
                var client = await session.TrainingAsync(token);
                var request = new ListTrainingJobsRequest { PageSize = size, PageToken = page };
                var response = await client.ListTrainingJobsAsync(request, cancellationToken: token);
                return (response.TrainingJobs.Select(JobRow.Of), response.NextPageToken);
            },
        };

    private static JobPhase OptimizationPhase() =>
        new()
        {
            GetAsync = async (session, id, token) =>
            {
                var client = await session.OptimizationAsync(token);
                var request = new GetOptimizationJobRequest { OptimizationJobId = id };
                return JobRow.Of(
                    (await client.GetOptimizationJobAsync(request, cancellationToken: token)).OptimizationJob
                );
            },
            CancelAsync = async (session, id, token) =>
            {
                var client = await session.OptimizationAsync(token);
                var request = new CancelOptimizationJobRequest { OptimizationJobId = id };
                return JobRow.Of(
                    (await client.CancelOptimizationJobAsync(request, cancellationToken: token)).OptimizationJob
                );
            },
            ListAsync = async (session, size, page, token) =>
            {
                var client = await session.OptimizationAsync(token);
                var request = new ListOptimizationJobsRequest { PageSize = size, PageToken = page };
                var response = await client.ListOptimizationJobsAsync(request, cancellationToken: token);
                return (response.OptimizationJobs.Select(JobRow.Of), response.NextPageToken);
            },
        };
}
