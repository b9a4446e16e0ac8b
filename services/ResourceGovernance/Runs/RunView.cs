using Google.Protobuf.WellKnownTypes;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.ResourceGovernance.Domain;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>A run as clients see it.</summary>
internal static class RunView
{
    /// <summary>The run; before its saga has begun it is as it was accepted.</summary>
    public static PipelineRun Create(AcceptedRun accepted, RunSaga? saga, RunBoard board)
    {
        var run = new PipelineRun
        {
            RunId = accepted.Id.ToString(),
            Spec = accepted.Spec,
            State = saga is null ? RunState.Submitted : State(saga),
            CreatedAt = Timestamp.FromDateTimeOffset(accepted.CreatedAt),
        };
        if (saga is null)
        {
            return run;
        }

        run.Steps.AddRange(saga.Steps.Select(step => Step(saga, step, board)));
        run.Failure = saga.Failure;
        run.FinishedAt = Time(saga.FinishedAt);
        run.EndpointName = saga.Steps.Select(step => step.Endpoint?.Name).LastOrDefault(name => name is not null) ?? "";
        return run;
    }

    /// <summary>The wire's name of the saga's state.</summary>
    public static RunState State(RunSaga saga) =>
        saga.CurrentState switch
        {
            nameof(RunMachine.Curating) => RunState.Curating,
            nameof(RunMachine.Training) => RunState.Training,
            nameof(RunMachine.Optimizing) => RunState.Optimizing,
            nameof(RunMachine.Hosting) => RunState.Hosting,
            nameof(RunMachine.Completed) => RunState.Completed,
            nameof(RunMachine.Failed) => RunState.Failed,
            nameof(RunMachine.Cancelled) => RunState.Cancelled,
            _ => RunState.Submitted,
        };

    /// <summary>Whether no other state follows.</summary>
    public static bool IsFinal(RunState state) => state is RunState.Completed or RunState.Failed or RunState.Cancelled;

    /// <summary>The wire's name of a phase.</summary>
    public static Phase ToWire(RunPhase phase) =>
        phase switch
        {
            RunPhase.Curation => Phase.Curation,
            RunPhase.Training => Phase.Training,
            RunPhase.Optimization => Phase.Optimization,
            RunPhase.Hosting => Phase.Hosting,
            _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "No such phase."),
        };

    private static RunStep Step(RunSaga saga, RunSagaStep step, RunBoard board) =>
        new()
        {
            Phase = ToWire(step.Phase),
            Baseline = step.IsBaseline,
            State = step.State,
            JobId = step.JobId.ToString(),
            Progress = step.State == JobState.Running ? board.Find(saga.CorrelationId, step.JobId) : null,
            StartedAt = Time(step.StartedAt),
            FinishedAt = Time(step.FinishedAt),
            Summary = StepSummary.Of(step),
        };

    private static Timestamp? Time(DateTimeOffset? time) =>
        time is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}
