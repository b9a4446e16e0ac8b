using MassTransit.AmazonSqsTransport.Topology;
using MassTransit.Configuration;
using MassTransit.Observables;

namespace MassTransit.AmazonSqsTransport.Configuration;

/// <summary>What bus and endpoints have in common.</summary>
internal class AmazonSqsEndpointConfiguration : EndpointConfiguration
{
    protected AmazonSqsEndpointConfiguration(AmazonSqsTopologyConfiguration topology)
        : base(topology) => SqsTopology = topology;

    private AmazonSqsEndpointConfiguration(
        AmazonSqsEndpointConfiguration parent,
        AmazonSqsTopologyConfiguration topology,
        bool isBusEndpoint
    )
        : base(parent, topology, isBusEndpoint) => SqsTopology = topology;

    public AmazonSqsTopologyConfiguration SqsTopology { get; }

    public AmazonSqsEndpointConfiguration CreateEndpoint(bool isBusEndpoint = false) =>
        new(this, SqsTopology.ForEndpoint(), isBusEndpoint);
}

/// <summary>The configuration of a whole bus.</summary>
internal sealed class AmazonSqsBusConfiguration : AmazonSqsEndpointConfiguration, IBusConfiguration
{
    private readonly BusObservable _observers = new();

    public AmazonSqsBusConfiguration()
        : base(new AmazonSqsTopologyConfiguration())
    {
        Host = new AmazonSqsHostConfiguration(this);
        BusEndpoint = CreateEndpoint(isBusEndpoint: true);
    }

    public AmazonSqsHostConfiguration Host { get; }

    public AmazonSqsEndpointConfiguration BusEndpoint { get; }

    IHostConfiguration IBusConfiguration.HostConfiguration => Host;

    IEndpointConfiguration IBusConfiguration.BusEndpointConfiguration => BusEndpoint;

    IBusObserver IBusConfiguration.BusObservers => _observers;

    public ConnectHandle ConnectBusObserver(IBusObserver observer) => _observers.Connect(observer);

    public ConnectHandle ConnectEndpointConfigurationObserver(IEndpointConfigurationObserver observer) =>
        Host.ConnectEndpointConfigurationObserver(observer);
}
