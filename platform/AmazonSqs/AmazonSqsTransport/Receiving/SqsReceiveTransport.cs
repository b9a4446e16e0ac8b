using MassTransit.AmazonSqsTransport.Configuration;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>Starts the receiver of an endpoint.</summary>
internal sealed class SqsReceiveTransport(
    AmazonSqsReceiveEndpointConfiguration configuration,
    SqsReceiveEndpointContext context
) : IReceiveTransport
{
    public ReceiveTransportHandle Start() => new SqsMessageReceiver(configuration, context);

    public void Probe(ProbeContext probe) =>
        probe
            .CreateScope("receiveTransport")
            .Set(
                new
                {
                    Type = "AmazonSQS",
                    configuration.InputAddress,
                    configuration.Concurrency,
                    configuration.ReceiveWait,
                }
            );

    public ConnectHandle ConnectReceiveObserver(IReceiveObserver observer) => context.ConnectReceiveObserver(observer);

    public ConnectHandle ConnectReceiveTransportObserver(IReceiveTransportObserver observer) =>
        context.ConnectReceiveTransportObserver(observer);

    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => context.ConnectPublishObserver(observer);

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => context.ConnectSendObserver(observer);
}
