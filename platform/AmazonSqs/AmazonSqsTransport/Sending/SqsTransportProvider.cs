using MassTransit.AmazonSqsTransport.Configuration;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.AmazonSqsTransport.Topology;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Sending;

/// <summary>Resolves addresses and message types to their destinations.</summary>
internal sealed class SqsTransportProvider(
    AmazonSqsHostConfiguration host,
    AmazonSqsPublishTopology publishTopology,
    ISerialization serialization
) : ISendTransportProvider, IPublishTransportProvider
{
    public Uri NormalizeAddress(Uri address) =>
        AmazonSqsEndpointAddress.Parse(host.HostAddress, address).ToUri(host.HostAddress);

    public Task<ISendTransport> GetSendTransport(Uri address)
    {
        var parsed = AmazonSqsEndpointAddress.Parse(host.HostAddress, address);
        return Task.FromResult<ISendTransport>(
            parsed.IsTopic
                ? ToTopic(new TopicDeclaration(parsed.Name))
                : ToQueue(new QueueDeclaration(parsed.Name, parsed.Durable, parsed.AutoDelete))
        );
    }

    public Task<ISendTransport> GetPublishTransport<T>(Uri? publishAddress)
        where T : class => Task.FromResult<ISendTransport>(ToTopic(publishTopology.TopicOf<T>()));

    private SendTransport<PipeContext> ToQueue(QueueDeclaration queue) =>
        Transport(new QueueDestination(host.Connection.Queues, queue));

    private SendTransport<PipeContext> ToTopic(TopicDeclaration topic) =>
        Transport(new TopicDestination(host.Connection.Topics, topic));

    private SendTransport<PipeContext> Transport(IDestination destination) =>
        new(new SqsSendTransportContext(host, serialization, destination));
}
