using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.Transports;

namespace MassTransit.AmazonSqsTransport.Configuration;

/// <summary>Gathers the settings of a host.</summary>
internal sealed class AmazonSqsHostConfigurator(RegionEndpoint region) : IAmazonSqsHostConfigurator
{
    private AmazonSqsHostSettings _settings = new(region);
    private string? _accessKey;
    private string? _secretKey;

    public void AccessKey(string accessKey) => _accessKey = accessKey;

    public void SecretKey(string secretKey) => _secretKey = secretKey;

    public void Credentials(AWSCredentials credentials) => _settings = _settings with { Credentials = credentials };

    public void Scope(string scope, bool scopeTopics = false) =>
        _settings = _settings with { Scope = scope, ScopeTopics = scopeTopics };

    public void Config(AmazonSQSConfig config) => _settings = _settings with { SqsConfig = config };

    public void Config(AmazonSimpleNotificationServiceConfig config) =>
        _settings = _settings with { SnsConfig = config };

    public void AllowTransportHeader(AllowTransportHeader allowTransportHeader) =>
        _settings = _settings with { AllowTransportHeader = allowTransportHeader };

    /// <exception cref="ConfigurationException">The scope is no valid name, or one of the two keys is missing.</exception>
    public AmazonSqsHostSettings Build()
    {
        if (_settings.Scope is { } scope && !EntityNames.IsValidTopic(scope))
        {
            throw new ConfigurationException($"The scope of the Amazon SQS host: {EntityNames.Rule(scope, true)}");
        }

        return (_accessKey, _secretKey) switch
        {
            (null, null) => _settings,
            ({ } accessKey, { } secretKey) => _settings with
            {
                Credentials = _settings.Credentials ?? new BasicAWSCredentials(accessKey, secretKey),
            },
            _ => throw new ConfigurationException(
                "The Amazon SQS host has one of AccessKey and SecretKey: set both, or neither for the SDK's own chain."
            ),
        };
    }
}
