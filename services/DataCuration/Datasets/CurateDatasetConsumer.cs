using GreenMl.Contracts.Datasets.V1;
using GreenMl.Contracts.Messages;
using GreenMl.Jobs;
using MassTransit;

namespace GreenMl.DataCuration.Datasets;

/// <summary>Accepts a curation on command. The job's id makes a repeated command the same job.</summary>
internal sealed class CurateDatasetConsumer(JobIntake<DatasetSpec, DatasetVersion> intake) : IConsumer<CurateDataset>
{
    public Task Consume(ConsumeContext<CurateDataset> context) =>
        intake.AcceptAsync(
            context.Message.JobId,
            context.Message.RunId,
            context.Message.Spec,
            context.CancellationToken
        );
}
