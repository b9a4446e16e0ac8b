using GreenMl.Contracts.Messages;
using MassTransit;

namespace GreenMl.ResourceGovernance.Runs;

/// <summary>Shows the progress of jobs to those who watch their run. Old news is dropped.</summary>
internal sealed class JobProgressedConsumer(RunBoard board) : IConsumer<JobProgressed>
{
    public Task Consume(ConsumeContext<JobProgressed> context)
    {
        if (context.Message.RunId is { } runId)
        {
            board.Update(runId, context.Message.JobId, context.Message.Progress);
        }

        return Task.CompletedTask;
    }
}
