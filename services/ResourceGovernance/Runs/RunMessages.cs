using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>Starts an accepted run. Sent by this service to itself, in the transaction that accepts the run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Spec">What to do.</param>
/// <param name="CreatedAt">When it was accepted.</param>
internal sealed record StartRun(Guid RunId, PipelineSpec Spec, DateTimeOffset CreatedAt);

/// <summary>Cancels a run; one that is over stays as it is.</summary>
/// <param name="RunId">The run.</param>
internal sealed record CancelRun(Guid RunId);
