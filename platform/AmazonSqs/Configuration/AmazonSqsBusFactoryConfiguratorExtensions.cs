using Amazon;
using Amazon.Runtime;
using MassTransit.AmazonSqsTransport.Configuration;

namespace MassTransit;

/// <summary>Puts the bus on Amazon SQS and SNS.</summary>
public static class AmazonSqsBusFactoryConfiguratorExtensions
{
    /// <summary>Makes Amazon SQS the transport of the bus.</summary>
    public static void UsingAmazonSqs(
        this IBusRegistrationConfigurator configurator,
        Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator>? configure = null
    ) => configurator.SetBusFactory(new AmazonSqsRegistrationBusFactory(configure));

    /// <summary>Connects to one region.</summary>
    /// <param name="configurator">The bus.</param>
    /// <param name="hostName">The system name of the region, such as <c>eu-central-1</c>.</param>
    /// <param name="configure">Further settings of the connection.</param>
    public static void Host(
        this IAmazonSqsBusFactoryConfigurator configurator,
        string hostName,
        Action<IAmazonSqsHostConfigurator> configure
    ) => configurator.UseDefaultHost(RegionEndpoint.GetBySystemName(hostName), configure);

    /// <summary>Connects to the region of the SDK's default chain: <c>AWS_REGION</c>, the profile, then the instance.</summary>
    /// <exception cref="ConfigurationException">No source names a region.</exception>
    public static void UseDefaultHost(
        this IAmazonSqsBusFactoryConfigurator configurator,
        Action<IAmazonSqsHostConfigurator>? configure = null
    )
    {
        var region =
            FallbackRegionFactory.GetRegionEndpoint()
            ?? throw new ConfigurationException(
                "Amazon SQS has no region: set AWS_REGION or a region in the AWS profile, or call cfg.Host(region, ...)."
            );
        configurator.UseDefaultHost(region, configure);
    }

    /// <summary>Connects to <paramref name="endpoint"/> with the credentials of the SDK's default chain.</summary>
    public static void UseDefaultHost(
        this IAmazonSqsBusFactoryConfigurator configurator,
        RegionEndpoint endpoint,
        Action<IAmazonSqsHostConfigurator>? configure = null
    )
    {
        var host = new AmazonSqsHostConfigurator(endpoint);
        configure?.Invoke(host);
        configurator.Host(host.Build());
    }
}
