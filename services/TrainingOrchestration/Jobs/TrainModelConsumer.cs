using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Training.V1;
using GreenMl.Jobs;
using MassTransit;

namespace GreenMl.TrainingOrchestration.Jobs;

/// <summary>Accepts a training on command. The job's id makes a repeated command the same job.</summary>
internal sealed class TrainModelConsumer(JobIntake<TrainingSpec, TrainedModel> intake) : IConsumer<TrainModel>
{
    public Task Consume(ConsumeContext<TrainModel> context) =>
        intake.AcceptAsync(
            context.Message.JobId,
            context.Message.RunId,
            context.Message.Spec,
            context.CancellationToken
        );
}
