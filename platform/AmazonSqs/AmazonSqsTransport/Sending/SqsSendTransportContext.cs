using MassTransit.AmazonSqsTransport.Configuration;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.Middleware;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Sending;

/// <summary>A destination as the core's send transport sees it, which adds observers, activities and logs.</summary>
internal sealed class SqsSendTransportContext(
    AmazonSqsHostConfiguration host,
    ISerialization serialization,
    IDestination destination
) : BaseSendTransportContext(host, serialization), SendTransportContext<PipeContext>
{
    private readonly MessageAttributes _attributes = new(host.Settings.AllowTransportHeader);

    public override string EntityName => destination.Name;

    public override string ActivitySystem => "aws_sqs";

    public void Probe(ProbeContext context) => context.Add("destination", destination.Name);

    public Task Send(IPipe<PipeContext> pipe, CancellationToken cancellationToken = default) =>
        pipe.Send(new CallScope(cancellationToken));

    public override async Task<SendContext<T>> CreateSendContext<T>(
        T message,
        IPipe<SendContext<T>> pipe,
        CancellationToken cancellationToken
    )
    {
        var context = new AmazonSqsMessageSendContext<T>(message, cancellationToken);
        await pipe.Send(context);
        return context;
    }

    public Task<SendContext<T>> CreateSendContext<T>(
        PipeContext context,
        T message,
        IPipe<SendContext<T>> pipe,
        CancellationToken cancellationToken
    )
        where T : class => CreateSendContext(message, pipe, cancellationToken);

    public Task Send<T>(PipeContext transportContext, SendContext<T> sendContext)
        where T : class
    {
        var context = (AmazonSqsMessageSendContext<T>)sendContext;
        var cancellationToken = context.CancellationToken;
        cancellationToken.ThrowIfCancellationRequested();
        var message = ToMessage(context);
        return host.Outage.RunAsync(
            () => destination.DeliverAsync(message, cancellationToken),
            destination.Name,
            cancellationToken
        );
    }

    // What the service cannot hold back, the receiver does: it hides the message until it is due.
    private OutgoingMessage ToMessage<T>(AmazonSqsMessageSendContext<T> context)
        where T : class
    {
        var delay = context.Delay is { } value && value > TimeSpan.Zero ? value : TimeSpan.Zero;
        var delaySeconds = delay > TimeSpan.Zero ? destination.DelaySeconds(delay) : null;
        DateTimeOffset? notBefore =
            delay > TimeSpan.FromSeconds(delaySeconds ?? 0) ? host.Time.GetUtcNow() + delay : null;
        return new OutgoingMessage(context.Body.GetString(), _attributes.Of(context, notBefore))
        {
            GroupId = context.GroupId,
            DeduplicationId = context.DeduplicationId,
            DelaySeconds = delaySeconds,
        };
    }

    private sealed class CallScope(CancellationToken cancellationToken) : BasePipeContext(cancellationToken);
}
