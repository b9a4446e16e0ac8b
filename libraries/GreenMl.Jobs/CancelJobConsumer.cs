using Google.Protobuf;
using GreenMl.Contracts.Messages;
using MassTransit;

namespace GreenMl.Jobs;

/// <summary>Cancels a job on command. Repeating it changes nothing.</summary>
public sealed class CancelJobConsumer<TSpec, TResult>(JobRequests<TSpec, TResult> requests) : IConsumer<CancelJob>
    where TSpec : class, IMessage<TSpec>, new()
    where TResult : class, IMessage<TResult>, new()
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<CancelJob> context) =>
        requests.CancelAsync(context.Message.JobId, context.CancellationToken);
}
