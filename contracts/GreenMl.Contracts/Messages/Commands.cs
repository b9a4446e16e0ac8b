using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Hosting.V1;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Contracts.Training.V1;

namespace GreenMl.Contracts.Messages;

/// <summary>Starts a curation. The sender chooses the job's id, so a repeated command starts nothing twice.</summary>
/// <param name="JobId">The id of the job to create.</param>
/// <param name="RunId">The pipeline run that asks.</param>
/// <param name="Spec">What to curate and how.</param>
public sealed record CurateDataset(Guid JobId, Guid RunId, DatasetSpec Spec);

/// <summary>Starts a training. The sender chooses the job's id, so a repeated command starts nothing twice.</summary>
/// <param name="JobId">The id of the job to create.</param>
/// <param name="RunId">The pipeline run that asks.</param>
/// <param name="Spec">What to train and how long.</param>
public sealed record TrainModel(Guid JobId, Guid RunId, TrainingSpec Spec);

/// <summary>Starts an optimization. The sender chooses the job's id, so a repeated command starts nothing twice.</summary>
/// <param name="JobId">The id of the job to create.</param>
/// <param name="RunId">The pipeline run that asks.</param>
/// <param name="Spec">What to optimize and the loss accepted.</param>
public sealed record OptimizeModel(Guid JobId, Guid RunId, OptimizationSpec Spec);

/// <summary>Deploys a bundle. The sender chooses the job's id, so a repeated command deploys nothing twice.</summary>
/// <param name="JobId">The id of the deployment.</param>
/// <param name="RunId">The pipeline run that asks.</param>
/// <param name="Spec">The endpoint's name and its bundle.</param>
public sealed record DeployEndpoint(Guid JobId, Guid RunId, EndpointSpec Spec);

/// <summary>Cancels a job of the receiving service; one that has ended or is unknown stays as it is.</summary>
/// <param name="JobId">The job to cancel.</param>
public sealed record CancelJob(Guid JobId);
