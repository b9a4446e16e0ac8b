using MassTransit.AmazonSqsTransport.Configuration;
using MassTransit.AmazonSqsTransport.Sending;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>What a receive endpoint offers to its consumers.</summary>
internal sealed class SqsReceiveEndpointContext(AmazonSqsReceiveEndpointConfiguration configuration)
    : BaseReceiveEndpointContext(configuration.Host, configuration)
{
    // The connection is plain HTTP and outlives the endpoint: there is nothing to supervise.
    public override void AddSendAgent(IAgent agent) { }

    public override void AddConsumeAgent(IAgent agent) { }

    public override Exception ConvertException(Exception exception, string message) =>
        exception as ConnectionException
        ?? new SqsConnectionException($"{message} {configuration.InputAddress}: {exception.Message}", exception);

    protected override ISendTransportProvider CreateSendTransportProvider() => CreateProvider();

    protected override IPublishTransportProvider CreatePublishTransportProvider() => CreateProvider();

    private SqsTransportProvider CreateProvider() =>
        new(configuration.Host, configuration.SqsTopology.Publish, Serialization);

    private sealed class SqsConnectionException(string message, Exception innerException)
        : ConnectionException(message, innerException);
}
