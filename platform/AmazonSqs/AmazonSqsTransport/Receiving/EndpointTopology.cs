using MassTransit.AmazonSqsTransport.Configuration;
using MassTransit.AmazonSqsTransport.Entities;

namespace MassTransit.AmazonSqsTransport.Receiving;

/// <summary>Declares what an endpoint needs, and takes down what was temporary.</summary>
internal sealed class EndpointTopology(AmazonSqsReceiveEndpointConfiguration endpoint)
{
    private readonly SqsConnection _connection = endpoint.Host.Connection;
    private IReadOnlyList<string> _subscriptions = [];
    private SqsQueue? _queue;

    /// <summary>Declares the topics of every message type that the bus publishes, where it is configured to.</summary>
    public async Task DeclarePublishedTopicsAsync(CancellationToken cancellationToken)
    {
        if (endpoint.IsBusEndpoint && endpoint.Host.DeployPublishTopology)
        {
            var topics = endpoint.SqsTopology.Publish.Topics();
            await Task.WhenAll(topics.Select(_connection.Topics.OpenAsync)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Declares the queue, its policy and its subscriptions.</summary>
    public async Task<SqsQueue> DeclareAsync(CancellationToken cancellationToken)
    {
        _queue = await _connection.Queues.OpenAsync(endpoint.Queue).WaitAsync(cancellationToken);
        var topics = endpoint.SqsTopology.Consume.Topics;
        _subscriptions = await _connection.SubscribeAsync(_queue, topics, cancellationToken);
        return _queue;
    }

    /// <summary>After this everything is declared anew: the service lost or re-created it.</summary>
    public void Forget() => _connection.Forget();

    /// <summary>Deletes the queue and its subscriptions where they are temporary.</summary>
    public async Task RemoveTemporaryAsync(CancellationToken cancellationToken)
    {
        if (_queue is not null && endpoint.Queue.AutoDelete)
        {
            await _connection.DeleteAsync(_queue, _subscriptions, cancellationToken);
        }
    }
}
