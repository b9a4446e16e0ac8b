using Google.Protobuf.WellKnownTypes;
using GreenMl.Contracts.Pipelines.V1;
using Grpc.Core;

namespace GreenMl.Cli.Tests.Fakes;

/// <summary>
/// Pipeline runs that follow a script: each watcher is sent the present state, then the run takes the next step of the
/// script, until the script ends.
/// </summary>
internal sealed class FakeGovernance : PipelineRuns.PipelineRunsBase
{
    private readonly Lock _gate = new();
    private readonly List<PipelineRun> _runs = [];
    private readonly Dictionary<string, PipelineRun> _byKey = [];
    private Queue<Action<PipelineRun>> _script = new();

    /// <summary>The idempotency keys of all calls of CreatePipelineRun, refused ones too.</summary>
    public List<string> CreateKeys { get; } = [];

    /// <summary>How many calls of CreatePipelineRun are refused as unavailable before one is accepted.</summary>
    public int RefusedCreates { get; set; }

    /// <summary>Refuses every pipeline.</summary>
    public RpcException? CreateError { get; set; }

    /// <summary>Messages after which a watch breaks like the connection of a killed process; then it is forgotten.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>Called when the script has ended and the run is not final: a test goes on from there.</summary>
    public TaskCompletionSource ScriptEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset Now { get; set; } = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    public void Script(params IEnumerable<Action<PipelineRun>> steps)
    {
        lock (_gate)
        {
            _script = new Queue<Action<PipelineRun>>(steps);
        }
    }

    public PipelineRun Add(string name, RunState state)
    {
        lock (_gate)
        {
            var run = new PipelineRun
            {
                RunId = $"run-{_runs.Count + 1}",
                Spec = new PipelineSpec { Name = name },
                State = state,
                CreatedAt = Timestamp.FromDateTimeOffset(Now),
            };
            _runs.Add(run);
            return run;
        }
    }

    public PipelineRun Find(string id)
    {
        lock (_gate)
        {
            return _runs.FirstOrDefault(run => run.RunId == id)?.Clone()
                ?? throw FakeErrors.NotFound("pipeline run", id);
        }
    }

    public override Task<CreatePipelineRunResponse> CreatePipelineRun(
        CreatePipelineRunRequest request,
        ServerCallContext context
    )
    {
        lock (_gate)
        {
            CreateKeys.Add(request.IdempotencyKey);
            if (CreateError is not null)
            {
                throw CreateError;
            }

            if (RefusedCreates-- > 0)
            {
                throw new RpcException(new(StatusCode.Unavailable, "starting"));
            }

            if (!_byKey.TryGetValue(request.IdempotencyKey, out var run))
            {
                run = Add(request.Spec.Name, RunState.Submitted);
                run.Spec = request.Spec;
                _byKey.Add(request.IdempotencyKey, run);
            }

            return Task.FromResult(new CreatePipelineRunResponse { Run = run.Clone() });
        }
    }

    public override Task<GetPipelineRunResponse> GetPipelineRun(
        GetPipelineRunRequest request,
        ServerCallContext context
    ) => Task.FromResult(new GetPipelineRunResponse { Run = Find(request.RunId) });

    public override Task<ListPipelineRunsResponse> ListPipelineRuns(
        ListPipelineRunsRequest request,
        ServerCallContext context
    )
    {
        lock (_gate)
        {
            var skip = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken);
            var newestFirst = Enumerable.Reverse(_runs).Skip(skip).ToArray();
            return Task.FromResult(
                new ListPipelineRunsResponse
                {
                    Runs = { newestFirst.Take(request.PageSize) },
                    NextPageToken = newestFirst.Length > request.PageSize ? $"{skip + request.PageSize}" : "",
                }
            );
        }
    }

    public override Task<CancelPipelineRunResponse> CancelPipelineRun(
        CancelPipelineRunRequest request,
        ServerCallContext context
    )
    {
        Change(request.RunId, run => run.State = RunState.Cancelled);
        return Task.FromResult(new CancelPipelineRunResponse { Run = Find(request.RunId) });
    }

    public override async Task WatchPipelineRun(
        WatchPipelineRunRequest request,
        IServerStreamWriter<WatchPipelineRunResponse> responseStream,
        ServerCallContext context
    )
    {
        for (var sent = 0; ; sent++)
        {
            if (sent == BreakAfter)
            {
                BreakAfter = null;
                context.GetHttpContext().Abort();
                return;
            }

            var run = Find(request.RunId);
            await responseStream.WriteAsync(new() { Run = run }, context.CancellationToken);
            if (run.State is RunState.Completed or RunState.Failed or RunState.Cancelled)
            {
                return;
            }

            if (!TakeStep(request.RunId))
            {
                ScriptEnded.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            }
        }
    }

    private bool TakeStep(string id)
    {
        Action<PipelineRun>? step;
        lock (_gate)
        {
            _script.TryDequeue(out step);
        }

        if (step is not null)
        {
            Change(id, step);
        }

        return step is not null;
    }

    private void Change(string id, Action<PipelineRun> change)
    {
        lock (_gate)
        {
            change(_runs.FirstOrDefault(run => run.RunId == id) ?? throw FakeErrors.NotFound("pipeline run", id));
        }
    }
}
