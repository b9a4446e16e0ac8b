using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;
using GreenMl.Footprint.Metering;
using GreenMl.ResourceGovernance.Domain;
using MassTransit;
using Endpoint = GreenMl.Contracts.Hosting.V1.Endpoint;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>A pipeline run as it is kept between messages: what was asked of whom, and what came back.</summary>
internal sealed class RunSaga : SagaStateMachineInstance, ISagaVersion
{
    /// <summary>The run's id.</summary>
    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    /// <summary>The name of the state machine's state.</summary>
    public string CurrentState { get; set; } = "";

    public PipelineSpec Spec { get; set; } = new();

    public List<RunSagaStep> Steps { get; set; } = [];

    public Failure? Failure { get; set; }

    /// <summary>True once a client asked to cancel; the run ends with the step at work.</summary>
    public bool IsCancelRequested { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The machine's counters when the run began: they go on through a restart of this service.</summary>
    public MachineSnapshot? MachineAtStart { get; set; }

    public MachineSnapshot? MachineAtEnd { get; set; }

    /// <summary>Written once, when the run is over: later changes of factors do not change it.</summary>
    public Receipt? Receipt { get; set; }

    /// <summary>The step that is at work, or null when the run is over.</summary>
    public RunSagaStep? Current => Steps.FirstOrDefault(step => step.State == JobState.Running);

    /// <summary>The next step that has not begun, or null.</summary>
    public RunSagaStep? Next => Steps.FirstOrDefault(step => step.State == JobState.Queued);

    public bool IsCurrent(Guid jobId) => Current?.JobId == jobId;

    /// <summary>The step of the same line, baseline or not, that did <paramref name="phase"/>.</summary>
    public RunSagaStep Step(RunPhase phase, bool isBaseline) =>
        Steps.Single(step => step.Phase == phase && step.IsBaseline == isBaseline);
}

/// <summary>One step of a run and what came of it.</summary>
internal sealed class RunSagaStep
{
    public required RunPhase Phase { get; set; }

    public required bool IsBaseline { get; set; }

    /// <summary>The job that does it; chosen here, so that a repeated command starts nothing twice.</summary>
    public required Guid JobId { get; set; }

    public JobState State { get; set; } = JobState.Queued;

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public int Attempts { get; set; }

    public List<StepMeasurement> Measurements { get; set; } = [];

    public DatasetVersion? Dataset { get; set; }

    public TrainedModel? Model { get; set; }

    public OptimizedModel? Optimized { get; set; }

    public Endpoint? Endpoint { get; set; }
}
