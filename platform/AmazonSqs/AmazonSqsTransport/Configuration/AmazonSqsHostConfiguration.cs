using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.AmazonSqsTransport.Sending;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Configuration;

/// <summary>The host of a bus: its settings, its connection and its receive endpoints.</summary>
internal sealed class AmazonSqsHostConfiguration
    : BaseHostConfiguration<AmazonSqsReceiveEndpointConfiguration, IAmazonSqsReceiveEndpointConfigurator>
{
    private static readonly TimeSpan DefaultReceiveWait = TimeSpan.FromSeconds(3);

    private readonly AmazonSqsBusConfiguration _bus;
    private readonly Lazy<SqsConnection> _connection;
    private AmazonSqsHostSettings? _settings;

    public AmazonSqsHostConfiguration(AmazonSqsBusConfiguration bus)
        : base(bus)
    {
        _bus = bus;
        _connection = new Lazy<SqsConnection>(() => SqsConnectionFactory.Connect(Settings));
        Topology = new AmazonSqsBusTopology(this, bus.SqsTopology);
        Outage = new OutageRideOut(TimeProvider.System);
        // The core repeats a failed transport start with this policy; the receiver itself never ends before the stop.
        ReceiveTransportRetryPolicy = Retry.CreatePolicy(x =>
            x.Exponential(int.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2))
        );
    }

    public SqsConnection Connection => _connection.Value;

    public OutageRideOut Outage { get; private set; }

    public TimeProvider Time
    {
        get;
        set
        {
            field = value;
            Outage = new OutageRideOut(value);
        }
    } = TimeProvider.System;

    public TimeSpan ReceiveWait { get; set; } = DefaultReceiveWait;

    public AmazonSqsHostSettings Settings
    {
        get => _settings ?? throw new ConfigurationException("The bus has no Amazon SQS host: call UseDefaultHost().");
        set
        {
            _settings = value;
            if (value.ScopeTopics)
            {
                _bus.SqsTopology.PrefixTopics($"{value.HostAddress.AbsolutePath.Trim('/')}_");
            }
        }
    }

    public override Uri HostAddress => Settings.HostAddress;

    public override IBusTopology Topology { get; }

    public override IRetryPolicy ReceiveTransportRetryPolicy { get; }

    public AmazonSqsReceiveEndpointConfiguration AddEndpoint(
        string queueName,
        Action<IAmazonSqsReceiveEndpointConfigurator>? configure
    ) => AddEndpoint(queueName, _bus.CreateEndpoint(), configure);

    public AmazonSqsReceiveEndpointConfiguration AddEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? formatter,
        Action<IAmazonSqsReceiveEndpointConfigurator>? configure
    ) =>
        AddEndpoint(
            definition.GetEndpointName(formatter ?? DefaultEndpointNameFormatter.Instance),
            endpoint =>
            {
                if (definition.IsTemporary)
                {
                    endpoint.AutoDelete = true;
                    endpoint.Durable = false;
                }

                ApplyEndpointDefinition(endpoint, definition);
                configure?.Invoke(endpoint);
            }
        );

    public AmazonSqsReceiveEndpointConfiguration AddEndpoint(
        string queueName,
        AmazonSqsEndpointConfiguration endpoint,
        Action<IAmazonSqsReceiveEndpointConfigurator>? configure
    )
    {
        var configuration = new AmazonSqsReceiveEndpointConfiguration(this, queueName, endpoint);
        configure?.Invoke(configuration);
        Observers.EndpointConfigured(configuration);
        Add(configuration);
        return configuration;
    }

    public override IReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        string queueName,
        Action<IReceiveEndpointConfigurator>? configure
    ) => AddEndpoint(queueName, configure);

    public override void ReceiveEndpoint(
        string queueName,
        Action<IAmazonSqsReceiveEndpointConfigurator> configureEndpoint
    ) => AddEndpoint(queueName, configureEndpoint);

    public override void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint = null
    ) => AddEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public override IHost Build()
    {
        var host = new AmazonSqsHost(this);
        foreach (var endpoint in GetConfiguredEndpoints())
        {
            endpoint.Build(host);
        }

        return host;
    }

    private sealed class AmazonSqsBusTopology(IHostConfiguration host, ITopologyConfiguration topology)
        : BusTopology(host, topology);
}
