using System.Diagnostics.CodeAnalysis;
using MassTransit.AmazonSqsTransport.Entities;
using MassTransit.Topology;

namespace MassTransit.AmazonSqsTransport.Topology;

/// <summary>The topic of every message type that is published or consumed.</summary>
internal sealed class AmazonSqsPublishTopology(IMessageTopology messageTopology) : PublishTopology
{
    public TopicDeclaration TopicOf<T>()
        where T : class => Configure<T>().Topic;

    public AmazonSqsMessagePublishTopology<T> Configure<T>()
        where T : class => (AmazonSqsMessagePublishTopology<T>)GetMessageTopology<T>();

    /// <summary>The topics of the message types known so far, without the excluded ones.</summary>
    public IReadOnlyList<TopicDeclaration> Topics()
    {
        List<TopicDeclaration> topics = [];
        ForEachMessageType<ITopicOfMessage>(x =>
        {
            if (!x.Exclude)
            {
                topics.Add(x.Topic);
            }
        });
        return topics;
    }

    protected override IMessagePublishTopologyConfigurator CreateMessageTopology<T>()
    {
        var topology = new AmazonSqsMessagePublishTopology<T>(this, messageTopology.GetMessageTopology<T>());
        OnMessageTopologyCreated(topology);
        return topology;
    }
}

/// <summary>The message topologies of all types, seen without their type.</summary>
internal interface ITopicOfMessage
{
    TopicDeclaration Topic { get; }

    bool Exclude { get; }
}

/// <summary>The topic of one message type.</summary>
internal sealed class AmazonSqsMessagePublishTopology<T>(
    IPublishTopology publishTopology,
    IMessageTopology<T> messageTopology
) : MessagePublishTopology<T>(publishTopology), IAmazonSqsMessagePublishTopologyConfigurator<T>, ITopicOfMessage
    where T : class
{
    public TopicDeclaration Topic { get; } = new(messageTopology.EntityName);

    public IDictionary<string, object> TopicAttributes => Topic.Attributes;

    public IDictionary<string, string> TopicTags => Topic.Tags;

    public override bool TryGetPublishAddress(Uri baseAddress, [NotNullWhen(true)] out Uri? publishAddress)
    {
        publishAddress = new AmazonSqsEndpointAddress(Topic.Name, IsTopic: true).ToUri(baseAddress);
        return true;
    }
}
