using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Pipelines.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Contracts.Messages;

/// <summary>Running work moved on. At most one a second for each job, and lost ones are not repeated.</summary>
/// <param name="JobId">The job.</param>
/// <param name="RunId">The pipeline run it belongs to; null for a job that a client started alone.</param>
/// <param name="Progress">Where it stands.</param>
public sealed record JobProgressed(Guid JobId, Guid? RunId, JobProgress Progress);

/// <summary>A job failed or was cancelled; what it used until then is in the measurements.</summary>
/// <param name="JobId">The job.</param>
/// <param name="RunId">The pipeline run it belongs to; null for a job that a client started alone.</param>
/// <param name="Phase">The phase whose service ran it.</param>
/// <param name="Cancelled">True when it was asked to stop, false when it failed.</param>
/// <param name="Failure">Why.</param>
/// <param name="Measurements">What every attempt used.</param>
public sealed record JobFailed(
    Guid JobId,
    Guid? RunId,
    Phase Phase,
    bool Cancelled,
    Failure Failure,
    IReadOnlyList<StepMeasurement> Measurements
);

/// <summary>What every finished job says of the work it took.</summary>
/// <param name="JobId">The job.</param>
/// <param name="RunId">The pipeline run it belongs to; null for a job that a client started alone.</param>
/// <param name="Attempts">Times the work was started; more than one after a crash.</param>
/// <param name="Measurements">What every attempt used.</param>
public sealed record FinishedJob(Guid JobId, Guid? RunId, int Attempts, IReadOnlyList<StepMeasurement> Measurements);

/// <summary>A data-set version is published.</summary>
/// <param name="Job">The job that made it.</param>
/// <param name="Version">The version.</param>
public sealed record DatasetCurated(FinishedJob Job, DatasetVersion Version);

/// <summary>A model is trained.</summary>
/// <param name="Job">The job that made it.</param>
/// <param name="Model">The model and its accuracy.</param>
public sealed record TrainingCompleted(FinishedJob Job, TrainedModel Model);

/// <summary>A model is optimized, or proved best as it came.</summary>
/// <param name="Job">The job that made it.</param>
/// <param name="Result">The bundle and every variant, accepted or rejected.</param>
public sealed record ModelOptimized(FinishedJob Job, OptimizedModel Result);

/// <summary>An endpoint is in service.</summary>
/// <param name="Job">The deployment.</param>
/// <param name="Endpoint">The endpoint and its addresses.</param>
public sealed record EndpointDeployed(FinishedJob Job, Endpoint Endpoint);
