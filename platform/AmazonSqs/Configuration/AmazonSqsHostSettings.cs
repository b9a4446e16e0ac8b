using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit.Transports;

namespace MassTransit;

#pragma warning disable CA1715 // The name is MassTransit's.

/// <summary>What <see cref="IAmazonSqsHostConfigurator"/> has gathered.</summary>
public interface AmazonSqsHostSettings
{
    /// <summary>The region of the queues and topics.</summary>
    RegionEndpoint Region { get; }

    /// <summary>The credentials, or null for the SDK's default chain.</summary>
    AWSCredentials? Credentials { get; }

    /// <summary>The configuration of the SQS client, or null for that of the region.</summary>
    AmazonSQSConfig? AmazonSqsConfig { get; }

    /// <summary>The configuration of the SNS client, or null for that of the region.</summary>
    AmazonSimpleNotificationServiceConfig? AmazonSnsConfig { get; }

    /// <summary>Which headers become message attributes; null allows all.</summary>
    AllowTransportHeader? AllowTransportHeader { get; }

    /// <summary>Whether topics are named <c>scope_Topic</c>.</summary>
    bool ScopeTopics { get; }

    /// <summary><c>amazonsqs://region/scope</c>.</summary>
    Uri HostAddress { get; }
}
