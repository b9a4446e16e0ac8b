using GreenMl.Contracts.Messages;
using GreenMl.Contracts.Optimization.V1;
using GreenMl.Jobs;
using MassTransit;

namespace GreenMl.ModelOptimization.Optimizations;

/// <summary>Accepts an optimization on command. The job's id makes a repeated command the same job.</summary>
internal sealed class OptimizeModelConsumer(JobIntake<OptimizationSpec, OptimizedModel> intake)
    : IConsumer<OptimizeModel>
{
    public Task Consume(ConsumeContext<OptimizeModel> context) =>
        intake.AcceptAsync(
            context.Message.JobId,
            context.Message.RunId,
            context.Message.Spec,
            context.CancellationToken
        );
}
