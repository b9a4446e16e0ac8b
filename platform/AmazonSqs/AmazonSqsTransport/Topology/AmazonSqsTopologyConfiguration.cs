using MassTransit.Configuration;
using MassTransit.Topology;

namespace MassTransit.AmazonSqsTransport.Topology;

/// <summary>The topology of the bus; an endpoint shares all of it but what it consumes.</summary>
internal sealed class AmazonSqsTopologyConfiguration : ITopologyConfiguration
{
    private readonly MessageTopology _message;
    private readonly SendTopology _send;

    public AmazonSqsTopologyConfiguration()
    {
        _message = new MessageTopology(
            new MessageNameFormatterEntityNameFormatter(new AmazonSqsMessageNameFormatter())
        );
        _send = new SendTopology();
        _send.ConnectSendTopologyConfigurationObserver(
            new DelegateSendTopologyConfigurationObserver(GlobalTopology.Send)
        );
        Publish = new AmazonSqsPublishTopology(_message);
        Publish.ConnectPublishTopologyConfigurationObserver(
            new DelegatePublishTopologyConfigurationObserver(GlobalTopology.Publish)
        );
        Publish.ConnectPublishTopologyConfigurationObserver(new PublishToSendTopologyConfigurationObserver(_send));
        Consume = new AmazonSqsConsumeTopology(Publish);
    }

    private AmazonSqsTopologyConfiguration(AmazonSqsTopologyConfiguration parent)
    {
        (_message, _send, Publish) = (parent._message, parent._send, parent.Publish);
        Consume = new AmazonSqsConsumeTopology(Publish);
    }

    public AmazonSqsPublishTopology Publish { get; }

    public AmazonSqsConsumeTopology Consume { get; }

    public ISendTopologyConfigurator Send => _send;

    public IMessageTopologyConfigurator Message => _message;

    IPublishTopologyConfigurator ITopologyConfiguration.Publish => Publish;

    IConsumeTopologyConfigurator ITopologyConfiguration.Consume => Consume;

    public AmazonSqsTopologyConfiguration ForEndpoint() => new(this);

    public void PrefixTopics(string prefix) =>
        _message.SetEntityNameFormatter(new PrefixEntityNameFormatter(_message.EntityNameFormatter, prefix));

    public IEnumerable<ValidationResult> Validate() =>
        _send.Validate().Concat(Publish.Validate()).Concat(Consume.Validate());
}
