using GreenMl.Contracts.Messages;
using MassTransit;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>Wakes those who watch a run after each message that may have changed it, once the change is on disk.</summary>
internal sealed class RunChangeObserver(RunBoard board) : IConsumeObserver
{
    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (RunOf(context.Message) is { } runId)
        {
            board.Changes.Notify(runId);
        }

        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;

    private static Guid? RunOf(object message) =>
        message switch
        {
            StartRun start => start.RunId,
            CancelRun cancel => cancel.RunId,
            DatasetCurated curated => curated.Job.RunId,
            TrainingCompleted trained => trained.Job.RunId,
            ModelOptimized optimized => optimized.Job.RunId,
            EndpointDeployed deployed => deployed.Job.RunId,
            JobFailed failed => failed.RunId,
            _ => null,
        };
}
