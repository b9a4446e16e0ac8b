using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// Where and how SNS is called. Without further settings the SDK's own sources apply: <c>AWS_ENDPOINT_URL_SNS</c>,
/// <c>AWS_ENDPOINT_URL</c>, then the endpoint of the region.
/// </summary>
public class AmazonSimpleNotificationServiceConfig : ClientConfig
{
    /// <summary>Makes a configuration that retries in the SDK's standard mode.</summary>
    public AmazonSimpleNotificationServiceConfig()
        : base(new StandardDefaults())
    {
        ServiceId = "SNS";
        AuthenticationServiceName = "sns";
        // ClientConfig dereferences the provider without a check.
        EndpointProvider = new RegionalEndpoints(this);
    }

    /// <inheritdoc />
    public override string RegionEndpointServiceName => "sns";

    /// <inheritdoc />
    public override string ServiceVersion => "2010-03-31";

    /// <inheritdoc />
    public override string UserAgent => "greenml-sns/1.0";

    /// <summary>The endpoint that a request is sent to: the configured URL, else the one of the region.</summary>
    /// <exception cref="AmazonClientException">Neither a service URL nor a region is configured.</exception>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        new(ResolveUrl(this));

    private static string ResolveUrl(AmazonSimpleNotificationServiceConfig config)
    {
        if (!string.IsNullOrEmpty(config.ServiceURL))
        {
            return config.ServiceURL;
        }

        var region =
            config.RegionEndpoint?.SystemName
            ?? throw new AmazonClientException("SNS has neither a region nor a service URL: set AWS_REGION.");
        var china = region.StartsWith("cn-", StringComparison.Ordinal);
        var suffix = (config.UseDualstackEndpoint, china) switch
        {
            (true, true) => "api.amazonwebservices.com.cn",
            (true, false) => "api.aws",
            (false, true) => "amazonaws.com.cn",
            (false, false) => "amazonaws.com",
        };
        var scheme = config.UseHttp ? "http" : "https";
        return $"{scheme}://sns{(config.UseFIPSEndpoint ? "-fips" : "")}.{region}.{suffix}";
    }

    private sealed class RegionalEndpoints(AmazonSimpleNotificationServiceConfig config) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => new(ResolveUrl(config));
    }

    private sealed class StandardDefaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(
            RegionEndpoint clientRegion,
            DefaultConfigurationMode? requestedConfigurationMode = null
        ) =>
            new DefaultConfiguration
            {
                Name = DefaultConfigurationMode.Standard,
                RetryMode = RequestRetryMode.Standard,
            };
    }
}
