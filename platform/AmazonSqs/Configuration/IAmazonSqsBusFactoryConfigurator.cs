using MassTransit.AmazonSqsTransport.Configuration;

namespace MassTransit;

/// <summary>The bus on Amazon SQS and SNS.</summary>
public interface IAmazonSqsBusFactoryConfigurator : IBusFactoryConfigurator<IAmazonSqsReceiveEndpointConfigurator>
{
    /// <summary>
    /// How long one receive call of an endpoint waits for a message, in seconds, 0 to 20. Default 3. Applies to endpoints that are
    /// configured afterwards.
    /// </summary>
    ushort WaitTimeSeconds { set; }

    /// <summary>Configures the topic of a message type.</summary>
    void Publish<T>(Action<IAmazonSqsMessagePublishTopologyConfigurator<T>>? configureTopology = null)
        where T : class;

    /// <summary>Names the temporary queue of the bus endpoint, which receives the answers to requests.</summary>
    void OverrideDefaultBusEndpointQueueName(string value);

    internal void Host(AmazonSqsHostSettings settings);
}
