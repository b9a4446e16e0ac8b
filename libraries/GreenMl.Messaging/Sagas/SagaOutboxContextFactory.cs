using MassTransit;
using MassTransit.Middleware;

namespace GreenMl.Messaging.Sagas;

/// <summary>
/// Lets a saga see each message once: runs it with a context that collects what it sends, then commits the inbox row, the
/// saga and its messages together. <see cref="OutboxDelivery"/> sends them.
/// </summary>
internal sealed class SagaOutboxContextFactory(
    SagaTransaction transaction,
    IServiceProvider provider,
    TimeProvider time
) : IOutboxContextFactory<SagaTransaction>
{
    public async Task Send<T>(
        ConsumeContext<T> context,
        OutboxConsumeOptions options,
        IPipe<OutboxConsumeContext<T>> next
    )
        where T : class
    {
        var messageId =
            context.GetOriginalMessageId()
            ?? throw new MessageException(typeof(T), "It has no message id, so it cannot be processed once.");
        var consumer = options.ConsumerId.ToString();
        var isConsumed = await transaction.Database.ReadAsync(
            session => Inbox.ContainsAsync(session, messageId, consumer),
            context.CancellationToken
        );
        transaction.Open();
        await next.Send(new SagaOutboxContext<T>(context, options, provider, transaction, time, isConsumed));
        if (!isConsumed)
        {
            await transaction.CommitAsync(messageId, consumer, context.CancellationToken);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("sagaOutbox");
}
