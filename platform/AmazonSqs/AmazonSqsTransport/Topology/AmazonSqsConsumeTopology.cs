using MassTransit.AmazonSqsTransport.Entities;

namespace MassTransit.AmazonSqsTransport.Topology;

/// <summary>The topics that one receive endpoint subscribes to.</summary>
internal sealed class AmazonSqsConsumeTopology(AmazonSqsPublishTopology publishTopology)
    : ConsumeTopology(EntityNames.MaxQueueLength)
{
    private readonly Dictionary<string, TopicDeclaration> _topics = new(StringComparer.Ordinal);

    public IReadOnlyCollection<TopicDeclaration> Topics => _topics.Values;

    public void AddConsumed<T>()
        where T : class
    {
        if (GetMessageTopology<T>().ConfigureConsumeTopology && MessageTypeCache<T>.IsValidMessageType)
        {
            var topic = publishTopology.TopicOf<T>();
            _topics[topic.Name] = topic;
        }
    }
}
