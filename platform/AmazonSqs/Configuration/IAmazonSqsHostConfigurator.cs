using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit.Transports;

namespace MassTransit;

/// <summary>
/// How the bus reaches SQS and SNS. What is not set comes from the AWS SDK's own configuration: the default credentials chain and
/// <c>AWS_ENDPOINT_URL_SQS</c>, <c>AWS_ENDPOINT_URL_SNS</c> or <c>AWS_ENDPOINT_URL</c>.
/// </summary>
public interface IAmazonSqsHostConfigurator
{
    /// <summary>Sets the access key id; used together with <see cref="SecretKey"/>.</summary>
    void AccessKey(string accessKey);

    /// <summary>Sets the secret access key; used together with <see cref="AccessKey"/>.</summary>
    void SecretKey(string secretKey);

    /// <summary>Sets the credentials; they win over the two keys.</summary>
    void Credentials(AWSCredentials credentials);

    /// <summary>Sets the scope of the host address, <c>amazonsqs://region/scope</c>.</summary>
    /// <param name="scope">The name of the scope: letters, digits, hyphens and underscores.</param>
    /// <param name="scopeTopics">Whether every topic is named <c>scope_Topic</c>. Queues are never prefixed.</param>
    void Scope(string scope, bool scopeTopics = false);

    /// <summary>Replaces the configuration of the SQS client, its region and endpoint included.</summary>
    void Config(AmazonSQSConfig config);

    /// <summary>Replaces the configuration of the SNS client, its region and endpoint included.</summary>
    void Config(AmazonSimpleNotificationServiceConfig config);

    /// <summary>Decides which headers also become message attributes. The envelope carries every header in any case.</summary>
    void AllowTransportHeader(AllowTransportHeader allowTransportHeader);
}
