using System.Diagnostics;
using System.Globalization;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;

namespace GreenMl.Messaging.Sagas;

/// <summary>The context in which a saga runs: what it sends is collected instead of sent.</summary>
internal sealed class SagaOutboxContext<TMessage>(
    ConsumeContext<TMessage> context,
    OutboxConsumeOptions options,
    IServiceProvider provider,
    SagaTransaction transaction,
    TimeProvider time,
    bool isConsumed
) : OutboxConsumeContextProxy<TMessage>(context, options, provider)
    where TMessage : class
{
    // The core's outbox would deliver before it completes the message. Here OutboxDelivery does that, so for the core the
    // outbox is always empty and delivered.
    public override bool ContinueProcessing { get; set; }

    public override bool IsMessageConsumed => isConsumed;

    public override bool IsOutboxDelivered => true;

    public override int ReceiveCount => 1;

    public override long? LastSequenceNumber => null;

    public override Task SetConsumed() => Task.CompletedTask;

    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() =>
        Task.FromResult(new List<OutboxMessageContext>());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    public override Task RemoveOutboxMessages() => Task.CompletedTask;

    public override Task AddSend<T>(SendContext<T> context)
    {
        if (typeof(T).IsInterface)
        {
            throw new MessageException(typeof(T), "Only a message whose type is a class can wait in the outbox.");
        }

        var now = time.GetUtcNow();
        transaction.Add(
            OutboxMessage.Create(
                context.MessageId ?? NewId.NextGuid(),
                context.Message,
                typeof(T),
                context.DestinationAddress?.ToString(),
                new OutboxContext
                {
                    ConversationId = context.ConversationId,
                    CorrelationId = context.CorrelationId,
                    InitiatorId = context.InitiatorId,
                    RequestId = context.RequestId,
                    ResponseAddress = context.ResponseAddress,
                    FaultAddress = context.FaultAddress,
                    NotBefore = now + context.Delay,
                    ExpiresAt = now + context.TimeToLive,
                    Headers = TextOf(context.Headers),
                    TraceParent = Activity.Current?.Id,
                }
            )
        );
        return Task.CompletedTask;
    }

    private static Dictionary<string, string> TextOf(Headers headers) =>
        headers
            .GetAll()
            .ToDictionary(
                header => header.Key,
                header => Convert.ToString(header.Value, CultureInfo.InvariantCulture) ?? "",
                StringComparer.Ordinal
            );
}
