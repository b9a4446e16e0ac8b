using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// SNS over AWSSDK.Core: the SDK's credentials chain, retries, clock-skew correction and SigV4; the query protocol is here.
/// </summary>
internal sealed class AmazonSimpleNotificationServiceClient : AmazonServiceClient
{
    private static readonly SnsMetadata Metadata = new();

    /// <summary>Calls with the credentials of the SDK's default chain.</summary>
    public AmazonSimpleNotificationServiceClient(AmazonSimpleNotificationServiceConfig config)
        : base(config) { }

    public AmazonSimpleNotificationServiceClient(
        AWSCredentials credentials,
        AmazonSimpleNotificationServiceConfig config
    )
        : base(credentials, config) { }

    protected override IServiceMetadata ServiceMetadata => Metadata;

    /// <summary>Calls one SNS operation and returns the root element of its answer.</summary>
    /// <exception cref="AmazonSimpleNotificationServiceException">SNS answered an error.</exception>
    public async Task<XElement> CallAsync(SnsCall call, CancellationToken cancellationToken)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = QueryMarshaller.Instance,
            ResponseUnmarshaller = QueryUnmarshaller.Instance,
        };
        return (await InvokeAsync<SnsAnswer>(call, options, cancellationToken)).Document;
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new SnsEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SignatureResolver());
    }

    private sealed class SnsMetadata : IServiceMetadata
    {
        public string ServiceId => "SNS";

        public IDictionary<string, string> OperationNameMapping { get; } =
            new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private sealed class SnsEndpointResolver : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => new();
    }

    private sealed class SignatureResolver : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
            AuthSchemeOption.DEFAULT_SIGV4;
    }
}
