using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit.AmazonSqsTransport.Topology;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Configuration;

/// <summary>Where the bus is and who calls.</summary>
internal sealed record AmazonSqsHostSettings(RegionEndpoint Region)
{
    /// <summary>Null: the SDK's default chain.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>Null: that of the region.</summary>
    public AmazonSQSConfig? SqsConfig { get; init; }

    /// <summary>Null: that of the region.</summary>
    public AmazonSimpleNotificationServiceConfig? SnsConfig { get; init; }

    /// <summary>Null: every header may become an attribute.</summary>
    public AllowTransportHeader? AllowTransportHeader { get; init; }

    public string? Scope { get; init; }

    public bool ScopeTopics { get; init; }

    public Uri HostAddress => new($"{AmazonSqsEndpointAddress.Scheme}://{Region.SystemName}/{Scope}");
}
