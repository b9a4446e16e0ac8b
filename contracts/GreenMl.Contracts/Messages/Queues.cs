namespace GreenMl.Contracts.Messages;

/// <summary>The SQS queue of each service: it receives the service's commands and the events it subscribes to.</summary>
public static class Queues
{
    /// <summary>Receives <see cref="CurateDataset"/> and <see cref="CancelJob"/>.</summary>
    public const string DataCuration = "data-curation";

    /// <summary>Receives <see cref="TrainModel"/> and <see cref="CancelJob"/>.</summary>
    public const string TrainingOrchestration = "training-orchestration";

    /// <summary>Receives <see cref="OptimizeModel"/> and <see cref="CancelJob"/>.</summary>
    public const string ModelOptimization = "model-optimization";

    /// <summary>Receives <see cref="DeployEndpoint"/> and <see cref="CancelJob"/>.</summary>
    public const string InferenceHosting = "inference-hosting";

    /// <summary>Receives every event.</summary>
    public const string ResourceGovernance = "resource-governance";
}
