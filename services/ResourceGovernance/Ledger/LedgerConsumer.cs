using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Pipelines.V1;
using MassTransit;

namespace GreenMl.ResourceGovernance.Ledger;

/// <summary>Writes down what every ended job used. The store keeps a repeated event from counting twice.</summary>
internal sealed class LedgerConsumer(LedgerStore ledger)
    : IConsumer<DatasetCurated>,
        IConsumer<TrainingCompleted>,
        IConsumer<ModelOptimized>,
        IConsumer<EndpointDeployed>,
        IConsumer<JobFailed>
{
    public Task Consume(ConsumeContext<DatasetCurated> context) =>
        AddAsync(context.Message.Job, Phase.Curation, context.CancellationToken);

    public Task Consume(ConsumeContext<TrainingCompleted> context) =>
        AddAsync(context.Message.Job, Phase.Training, context.CancellationToken);

    public Task Consume(ConsumeContext<ModelOptimized> context) =>
        AddAsync(context.Message.Job, Phase.Optimization, context.CancellationToken);

    public Task Consume(ConsumeContext<EndpointDeployed> context) =>
        AddAsync(context.Message.Job, Phase.Hosting, context.CancellationToken);

    public Task Consume(ConsumeContext<JobFailed> context)
    {
        var failed = context.Message;
        return ledger.AddAsync(
            failed.RunId,
            failed.JobId,
            failed.Phase,
            failed.Measurements,
            context.CancellationToken
        );
    }

    private Task AddAsync(FinishedJob job, Phase phase, CancellationToken cancellationToken) =>
        ledger.AddAsync(job.RunId, job.JobId, phase, job.Measurements, cancellationToken);
}
