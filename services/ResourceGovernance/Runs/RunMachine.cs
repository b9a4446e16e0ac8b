using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Messages;
using GreenMl.ResourceGovernance.Domain;
using GreenMl.ResourceGovernance.Receipts;
using MassTransit;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>
/// The saga of a pipeline run: one step after the other, each begun by a command and ended by an event. An event that
/// does not belong to the step at work (a repeat, or one that a cancelled run no longer waits for) changes nothing.
/// </summary>
internal sealed class RunMachine : MassTransitStateMachine<RunSaga>
{
    private readonly RunMeter _meter;
    private readonly ReceiptFactory _receipts;
    private readonly TimeProvider _time;

    public RunMachine(RunMeter meter, ReceiptFactory receipts, TimeProvider time)
    {
        _meter = meter;
        _receipts = receipts;
        _time = time;
        InstanceState(run => run.CurrentState);
        Correlate();

        Initially(When(Started).ThenAsync(BeginAsync));
        During(
            [Curating, Training, Optimizing, Hosting],
            Ignore(Started),
            When(Curated, x => x.Saga.IsCurrent(x.Message.Job.JobId))
                .ThenAsync(x => CompleteAsync(x, x.Message.Job, step => step.Dataset = x.Message.Version)),
            When(Trained, x => x.Saga.IsCurrent(x.Message.Job.JobId))
                .ThenAsync(x => CompleteAsync(x, x.Message.Job, step => step.Model = x.Message.Model)),
            When(Optimized, x => x.Saga.IsCurrent(x.Message.Job.JobId))
                .ThenAsync(x => CompleteAsync(x, x.Message.Job, step => step.Optimized = x.Message.Result)),
            When(Deployed, x => x.Saga.IsCurrent(x.Message.Job.JobId))
                .ThenAsync(x => CompleteAsync(x, x.Message.Job, step => step.Endpoint = x.Message.Endpoint)),
            When(JobFailed, x => x.Saga.IsCurrent(x.Message.JobId)).Then(Fail),
            When(CancelRequested).ThenAsync(CancelAsync)
        );
        During(
            [Completed, Failed, Cancelled],
            Ignore(Started),
            Ignore(Curated),
            Ignore(Trained),
            Ignore(Optimized),
            Ignore(Deployed),
            Ignore(CancelRequested),
            Ignore(JobFailed)
        );
    }

    public State Curating { get; private set; } = null!;

    public State Training { get; private set; } = null!;

    public State Optimizing { get; private set; } = null!;

    public State Hosting { get; private set; } = null!;

    public State Completed { get; private set; } = null!;

    public State Failed { get; private set; } = null!;

    public State Cancelled { get; private set; } = null!;

    public Event<StartRun> Started { get; private set; } = null!;

    public Event<CancelRun> CancelRequested { get; private set; } = null!;

    public Event<DatasetCurated> Curated { get; private set; } = null!;

    public Event<TrainingCompleted> Trained { get; private set; } = null!;

    public Event<ModelOptimized> Optimized { get; private set; } = null!;

    public Event<EndpointDeployed> Deployed { get; private set; } = null!;

    public Event<JobFailed> JobFailed { get; private set; } = null!;

    private void Correlate()
    {
        Event(() => Started, x => x.CorrelateById(m => m.Message.RunId));
        Event(() => CancelRequested, x => OfRun(x.CorrelateById(m => m.Message.RunId)));
        Event(() => Curated, x => OfRun(x.CorrelateById(m => m.Message.Job.RunId ?? Guid.Empty)));
        Event(() => Trained, x => OfRun(x.CorrelateById(m => m.Message.Job.RunId ?? Guid.Empty)));
        Event(() => Optimized, x => OfRun(x.CorrelateById(m => m.Message.Job.RunId ?? Guid.Empty)));
        Event(() => Deployed, x => OfRun(x.CorrelateById(m => m.Message.Job.RunId ?? Guid.Empty)));
        Event(() => JobFailed, x => OfRun(x.CorrelateById(m => m.Message.RunId ?? Guid.Empty)));
    }

    /// <summary>Jobs that a client started alone belong to no run.</summary>
    private static void OfRun<T>(IEventCorrelationConfigurator<RunSaga, T> correlation)
        where T : class => correlation.OnMissingInstance(missing => missing.Discard());

    private Task BeginAsync(BehaviorContext<RunSaga, StartRun> context)
    {
        var run = context.Saga;
        run.Spec = context.Message.Spec;
        run.CreatedAt = context.Message.CreatedAt;
        run.StartedAt = _time.GetUtcNow();
        run.MachineAtStart = _meter.Snapshot();
        run.Steps =
        [
            .. RunPlan
                .Create(run.Spec.Baseline, withEndpoint: run.Spec.Host is not null)
                .Select(step => new RunSagaStep
                {
                    Phase = step.Phase,
                    IsBaseline = step.IsBaseline,
                    JobId = Guid.CreateVersion7(),
                }),
        ];
        return AdvanceAsync(context);
    }

    private Task CompleteAsync(BehaviorContext<RunSaga> context, FinishedJob job, Action<RunSagaStep> keepResult)
    {
        var step = context.Saga.Current!;
        End(step, JobState.Succeeded, job.Measurements);
        step.Attempts = job.Attempts;
        keepResult(step);
        return AdvanceAsync(context);
    }

    private async Task AdvanceAsync(BehaviorContext<RunSaga> context)
    {
        var run = context.Saga;
        if (run.IsCancelRequested)
        {
            run.Failure = new() { Reason = "CANCELLED", Message = "Cancelled on request." };
            Finish(run, Cancelled);
            return;
        }

        if (run.Next is not { } step)
        {
            Finish(run, Completed);
            return;
        }

        step.State = JobState.Running;
        step.StartedAt = _time.GetUtcNow();
        run.CurrentState = StateOf(step.Phase).Name;
        await SendAsync(context, step.Phase, RunCommands.Start(run, step));
    }

    private void Fail(BehaviorContext<RunSaga, JobFailed> context)
    {
        var message = context.Message;
        End(context.Saga.Current!, message.Cancelled ? JobState.Cancelled : JobState.Failed, message.Measurements);
        context.Saga.Failure = message.Failure;
        Finish(context.Saga, message.Cancelled ? Cancelled : Failed);
    }

    /// <summary>The run is over when its worker has stopped: what that worker used belongs to the run.</summary>
    private static async Task CancelAsync(BehaviorContext<RunSaga, CancelRun> context)
    {
        var run = context.Saga;
        var step = run.Current!;
        await SendAsync(context, step.Phase, new CancelJob(step.JobId));
        run.IsCancelRequested = true;
    }

    private static async Task SendAsync(BehaviorContext<RunSaga> context, RunPhase phase, object command)
    {
        var queue = await context.GetSendEndpoint(new($"queue:{RunCommands.Queue(phase)}"));
        await queue.Send(command, command.GetType(), context.CancellationToken);
    }

    private void End(RunSagaStep step, JobState state, IReadOnlyList<StepMeasurement> measurements)
    {
        step.State = state;
        step.FinishedAt = _time.GetUtcNow();
        step.Measurements = [.. measurements];
    }

    private void Finish(RunSaga run, State state)
    {
        foreach (var step in run.Steps.Where(step => step.State == JobState.Queued))
        {
            step.State = JobState.Cancelled;
        }

        run.CurrentState = state.Name;
        run.FinishedAt = _time.GetUtcNow();
        run.MachineAtEnd = _meter.Snapshot();
        run.Receipt = _receipts.Create(run);
    }

    private State StateOf(RunPhase phase) =>
        phase switch
        {
            RunPhase.Curation => Curating,
            RunPhase.Training => Training,
            RunPhase.Optimization => Optimizing,
            RunPhase.Hosting => Hosting,
            _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "No such phase."),
        };
}
