using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;

namespace MassTransit.AmazonSqsTransport.Configuration;

/// <summary>What <c>UsingAmazonSqs</c> hands to the application.</summary>
internal sealed class AmazonSqsBusFactoryConfigurator(AmazonSqsBusConfiguration bus)
    : BusFactoryConfigurator(bus),
        IAmazonSqsBusFactoryConfigurator,
        IBusFactory
{
    private string? _busQueueName;

    public ushort WaitTimeSeconds
    {
        set => bus.Host.ReceiveWait = TimeSpan.FromSeconds(value);
    }

    void IAmazonSqsBusFactoryConfigurator.Host(AmazonSqsHostSettings settings) => bus.Host.Settings = settings;

    public void OverrideDefaultBusEndpointQueueName(string value) => _busQueueName = value;

    public void Publish<T>(Action<IAmazonSqsMessagePublishTopologyConfigurator<T>>? configureTopology = null)
        where T : class => configureTopology?.Invoke(bus.SqsTopology.Publish.Configure<T>());

    public IReceiveEndpointConfiguration CreateBusEndpointConfiguration(Action<IReceiveEndpointConfigurator> configure)
    {
        // The machine and process names of the temporary name may hold other characters.
        var name = _busQueueName ?? EntityNames.Sanitize(bus.SqsTopology.Consume.CreateTemporaryQueueName("bus"));
        return bus.Host.AddEndpoint(
            name,
            bus.BusEndpoint,
            endpoint =>
            {
                endpoint.Durable = false;
                endpoint.AutoDelete = true;
                configure(endpoint);
            }
        );
    }

    public void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint = null
    ) => bus.Host.AddEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null
    ) => bus.Host.AddEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public void ReceiveEndpoint(string queueName, Action<IAmazonSqsReceiveEndpointConfigurator> configureEndpoint) =>
        bus.Host.AddEndpoint(queueName, configureEndpoint);

    public void ReceiveEndpoint(string queueName, Action<IReceiveEndpointConfigurator> configureEndpoint) =>
        bus.Host.AddEndpoint(queueName, configureEndpoint);
}

/// <summary>Builds the bus inside the service provider.</summary>
internal sealed class AmazonSqsRegistrationBusFactory
    : TransportRegistrationBusFactory<IAmazonSqsReceiveEndpointConfigurator>
{
    private readonly AmazonSqsBusConfiguration _bus;
    private readonly Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator>? _configure;

    public AmazonSqsRegistrationBusFactory(Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator>? configure)
        : this(new AmazonSqsBusConfiguration(), configure) { }

    private AmazonSqsRegistrationBusFactory(
        AmazonSqsBusConfiguration bus,
        Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator>? configure
    )
        : base(bus.Host) => (_bus, _configure) = (bus, configure);

    public override IBusInstance CreateBus(
        IBusRegistrationContext context,
        IEnumerable<IBusInstanceSpecification> specifications,
        string busName
    )
    {
        _bus.Host.Time = context.GetService<TimeProvider>() ?? TimeProvider.System;
        return CreateBus(new AmazonSqsBusFactoryConfigurator(_bus), context, _configure, specifications);
    }
}
