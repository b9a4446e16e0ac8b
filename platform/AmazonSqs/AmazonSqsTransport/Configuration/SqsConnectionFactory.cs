using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit.AmazonSqsTransport.Entities;

namespace MassTransit.AmazonSqsTransport.Configuration;

/// <summary>Makes the AWS clients of a host.</summary>
internal static class SqsConnectionFactory
{
    public static SqsConnection Connect(AmazonSqsHostSettings settings)
    {
        var region = settings.Region;
        // With AWS_ENDPOINT_URL the region of the signature could not be read from the endpoint.
        var sqs =
            settings.SqsConfig
            ?? new AmazonSQSConfig { RegionEndpoint = region, AuthenticationRegion = region.SystemName };
        var sns =
            settings.SnsConfig
            ?? new AmazonSimpleNotificationServiceConfig
            {
                RegionEndpoint = region,
                AuthenticationRegion = region.SystemName,
            };
        return settings.Credentials is { } credentials
            ? new(new AmazonSQSClient(credentials, sqs), new AmazonSimpleNotificationServiceClient(credentials, sns))
            : new(new AmazonSQSClient(sqs), new AmazonSimpleNotificationServiceClient(sns));
    }
}
