using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Messaging.Sagas;
using GreenMl.Pipelines;
using GreenMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>The wire of pipeline runs.</summary>
internal sealed class PipelineRunsEndpoint(RunStore runs, SagaStore<RunSaga> sagas, RunBoard board, TimeProvider time)
    : PipelineRuns.PipelineRunsBase
{
    public override async Task<CreatePipelineRunResponse> CreatePipelineRun(
        CreatePipelineRunRequest request,
        ServerCallContext context
    )
    {
        Validate(request);
        var run = new AcceptedRun(Guid.CreateVersion7(), request.Spec, time.GetUtcNow(), 0);
        var kept = await runs.AddAsync(run, request.IdempotencyKey, context.CancellationToken);
        return new() { Run = await ViewAsync(kept, context.CancellationToken) };
    }

    public override async Task<GetPipelineRunResponse> GetPipelineRun(
        GetPipelineRunRequest request,
        ServerCallContext context
    ) => new() { Run = await GetAsync(request.RunId, context.CancellationToken) };

    public override async Task<ListPipelineRunsResponse> ListPipelineRuns(
        ListPipelineRunsRequest request,
        ServerCallContext context
    )
    {
        var (size, before) = RequestRules.Page(request.PageSize, request.PageToken);
        var rows = await runs.ListAsync(before, size + 1, context.CancellationToken);
        var response = new ListPipelineRunsResponse
        {
            NextPageToken = rows.Count > size ? RequestRules.PageToken(rows[size - 1].Sequence) : "",
        };
        foreach (var run in rows.Take(size))
        {
            response.Runs.Add(await ViewAsync(run, context.CancellationToken));
        }

        return response;
    }

    public override async Task<CancelPipelineRunResponse> CancelPipelineRun(
        CancelPipelineRunRequest request,
        ServerCallContext context
    )
    {
        var run = await GetAsync(request.RunId, context.CancellationToken);
        if (!RunView.IsFinal(run.State))
        {
            await runs.CancelAsync(Guid.Parse(run.RunId), context.CancellationToken);
        }

        return new() { Run = run };
    }

    public override async Task WatchPipelineRun(
        WatchPipelineRunRequest request,
        IServerStreamWriter<WatchPipelineRunResponse> responseStream,
        ServerCallContext context
    )
    {
        var accepted = await FindAsync(request.RunId, context.CancellationToken);
        var states = board.Changes.WatchAsync(
            accepted.Id,
            async token => (PipelineRun?)await ViewAsync(accepted, token),
            run => RunView.IsFinal(run.State),
            context.CancellationToken
        );
        await foreach (var run in states)
        {
            await responseStream.WriteAsync(new() { Run = run }, context.CancellationToken);
        }
    }

    private async Task<PipelineRun> GetAsync(string id, CancellationToken cancellationToken) =>
        await ViewAsync(await FindAsync(id, cancellationToken), cancellationToken);

    private async Task<AcceptedRun> FindAsync(string id, CancellationToken cancellationToken)
    {
        var run = Guid.TryParse(id, out var parsed) ? await runs.FindAsync(parsed, cancellationToken) : null;
        return run ?? throw RpcErrors.NotFound("pipeline run", id, "List the runs to see their ids.");
    }

    private async Task<PipelineRun> ViewAsync(AcceptedRun run, CancellationToken cancellationToken) =>
        RunView.Create(run, await sagas.FindAsync(run.Id, cancellationToken), board);

    private static void Validate(CreatePipelineRunRequest request)
    {
        RequestRules.CheckIdempotencyKey(request.IdempotencyKey);
        if (PipelineRules.Check(request.Spec) is { Count: > 0 } violations)
        {
            throw RpcErrors.InvalidArgument([.. violations.Select(broken => new Violation(broken.Field, broken.Rule))]);
        }
    }
}
