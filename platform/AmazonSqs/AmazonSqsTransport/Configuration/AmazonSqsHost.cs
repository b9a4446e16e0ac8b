using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Configuration;

/// <summary>The running host, to which receive endpoints can be connected later.</summary>
internal sealed class AmazonSqsHost(AmazonSqsHostConfiguration configuration)
    : BaseHost(configuration, configuration.Topology),
        IHost<IAmazonSqsReceiveEndpointConfigurator>
{
    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null
    ) => Connect(configuration.AddEndpoint(definition, endpointNameFormatter, configureEndpoint));

    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        string queueName,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null
    ) => Connect(configuration.AddEndpoint(queueName, configureEndpoint));

    public HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint = null
    ) => Connect(configuration.AddEndpoint(definition, endpointNameFormatter, configureEndpoint));

    public HostReceiveEndpointHandle ConnectReceiveEndpoint(
        string queueName,
        Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint = null
    ) => Connect(configuration.AddEndpoint(queueName, configureEndpoint));

    protected override void Probe(ProbeContext context)
    {
        context.Add("type", "AmazonSQS");
        context.Add("hostAddress", configuration.HostAddress);
    }

    private HostReceiveEndpointHandle Connect(AmazonSqsReceiveEndpointConfiguration endpoint)
    {
        LogContext.SetCurrentIfNull(configuration.LogContext);
        endpoint.Validate().ThrowIfContainsFailure("The receive endpoint is invalid:");
        endpoint.Build(this);
        return ReceiveEndpoints.Start(endpoint.Queue.Name);
    }
}
